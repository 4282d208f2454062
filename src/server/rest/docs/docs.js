/* Shows the document that the page names. */
/* global SwaggerUIBundle */
const place = document.getElementById('docs');

SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
