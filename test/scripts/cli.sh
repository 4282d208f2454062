# A certificate authority from the command line alone, as typed in a shell: two authorities, a certificate, its end.
# Needs CERTWRIGHT_DATA and certwright on the PATH; works in the current directory; ends at the first fault.
set -eu

certwright ca create root "O=Example,CN=Example Root CA" > root.serial
certwright ca create issuing "O=Example,CN=Example Issuing CA" --parent root > issuing.serial

openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout host.key -out host.csr \
  -subj /CN=ignored.example.com 2>/dev/null
certwright cert sign --csr host.csr --name host.example.com --bundle > chain.pem
certwright ca export root root.pem
openssl verify -x509_strict -CAfile root.pem -untrusted chain.pem -verify_hostname host.example.com chain.pem

certwright cert revoke host.example.com --reason superseded
certwright cert revoke host.example.com || echo "exit $?"
certwright list_certs --revoked | sed 's/.* - //'
