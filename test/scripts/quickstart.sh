# The REST quickstart of django-ca's users, as typed in a shell: list, sign, poll, fetch, view, revoke.
# Needs API (…/api), LOGIN (user:password), openssl, curl and sed; works in the current directory; ends at the first fault.
set -eu

field() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" | head -n 1; }
call() { curl --silent --show-error --fail --user "$LOGIN" "$@"; }

openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout host.key -out host.csr \
  -subj /CN=ignored.example.com 2>/dev/null

# The issuing CA is the last of the list; its serial stands at the top level of each entry.
CA=$(call "$API/ca/" | sed 's/}, *{"id"/}\n{"id"/g' | tail -n 1 | field serial)
echo "ca $CA"

printf '{"csr": "%s", "subject": [{"oid": "2.5.4.3", "value": "host.example.com"}]}' \
  "$(awk '{printf "%s\\n", $0}' host.csr)" > order.json
call "$API/ca/$CA/sign/" --data @order.json > order.answer
SLUG=$(field slug < order.answer)
echo "status $(field status < order.answer)"

for _ in 1 2 3 4 5 6 7 8 9 10; do
  call "$API/ca/$CA/orders/$SLUG/" > order.answer
  [ "$(field status < order.answer)" = pending ] || break
  sleep 0.2
done
echo "status $(field status < order.answer)"
SERIAL=$(field serial < order.answer)

call "$API/ca/$CA/certs/$SERIAL/" > certificate.json
printf '%b' "$(sed 's/.*"pem": *"\([^"]*\)".*/\1/' certificate.json)" > host.pem
openssl x509 -in host.pem -noout -subject -nameopt RFC2253

call "$API/ca/$CA/certs/$SERIAL/revoke/" --data '{"reason": "keyCompromise"}' > revoked.json
echo "reason $(field revoked_reason < revoked.json)"
echo "listed $(call "$API/ca/$CA/certs/" | grep -c "$SERIAL" || true)"
echo "listed with revoked $(call "$API/ca/$CA/certs/?revoked=true" | grep -c "$SERIAL" || true)"
