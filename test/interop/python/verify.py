"""Validates chains for TLS servers with the `verification` module of `cryptography`, which knows no revocation.

Standard input: a chain a line, `ID<TAB>ROOT<TAB>LEAF<TAB>HOST<TAB>INTERMEDIATES<TAB>LISTS`, documents in base64 with
commas between them. Standard output: a line each, `ID<TAB>accepted` or `ID<TAB>WORDS`.
"""

import base64
import sys

import cryptography
from cryptography import x509
from cryptography.x509 import verification


def certificates(text):
    return [x509.load_der_x509_certificate(base64.b64decode(each)) for each in text.split(",") if each]


def verify(root, leaf, host, intermediates):
    store = verification.Store(certificates(root))
    verifier = verification.PolicyBuilder().store(store).build_server_verifier(x509.DNSName(host))
    verifier.verify(certificates(leaf)[0], certificates(intermediates))


def main():
    print("\t" + cryptography.__version__)
    for line in sys.stdin:
        identifier, root, leaf, host, intermediates, _ = line.rstrip("\n").split("\t")
        try:
            verify(root, leaf, host, intermediates)
            print(identifier + "\taccepted")
        except Exception as error:  # the words are compared
            print("%s\t%s: %s" % (identifier, type(error).__name__, " ".join(str(error).split())))


main()
