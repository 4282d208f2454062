"""Runs the linters of pkilint over many documents in one process, by their own command lines.

Standard input: a document a line, `ID<TAB>LINTER<TAB>ARGUMENTS`, arguments separated by spaces. Standard output: a JSON
object a line, `{"id": …, "read": [{"code": …, "severity": …, "message": …, "path": …}, …]}`, or `{"id": …, "error": …}`.
"""

import contextlib
import importlib
import importlib.metadata
import io
import json
import sys
import warnings

warnings.simplefilter("ignore")


def lint(linter, arguments):
    main = importlib.import_module("pkilint.bin." + linter).main
    report = io.StringIO()
    with contextlib.redirect_stdout(report), contextlib.redirect_stderr(report):
        main(["lint", "-s", "NOTICE", "-f", "JSON"] + arguments)
    return [
        {
            "code": finding["code"],
            "severity": finding["severity"],
            "message": finding.get("message") or "",
            "path": result["node_path"],
        }
        for result in json.loads(report.getvalue())["results"]
        for finding in result["finding_descriptions"]
    ]


def main():
    print(json.dumps({"id": "", "read": importlib.metadata.version("pkilint")}))
    for line in sys.stdin:
        identifier, linter, arguments = line.rstrip("\n").split("\t")
        try:
            print(json.dumps({"id": identifier, "read": lint(linter, arguments.split(" "))}))
        except (Exception, SystemExit) as error:  # a linter that gives up has found something
            print(json.dumps({"id": identifier, "error": "%s: %s" % (type(error).__name__, error)}))


main()
