"""Every installation in the checkout is valid to Kubernetes, and the complete ones are as we want.

SENNIGHT_RENDERED is a folder with what kustomize made of each, SENNIGHT_PROGRAMS one with the
programs; tests/deploy/run makes both.
"""

import json
import os
import pathlib
import unittest

import jsonschema

import facts
import house_rules
import network_rules
import objects
import server_rules

RENDERED = pathlib.Path(os.environ["SENNIGHT_RENDERED"])
SCHEMAS = pathlib.Path(__file__).parent / "schemas"
OPERATORS = ("postgresql.cnpg.io/v1", "cert-manager.io/v1")  # Their schemas are not ours to check.
COMPLETE = ("try-out", "production", "operators", "rehearsal")


def schema_of(found):
    """Returns the schema of an object's kind; None if there is no such kind."""
    group, _, version = found.get("apiVersion", "").rpartition("/")
    group = group.partition(".")[0]
    path = SCHEMAS / "-".join(filter(None, [found.get("kind", "").lower(), group, f"{version}.json"]))
    return json.loads(path.read_text()) if path.is_file() else None


def schema_findings(found):
    if found.get("apiVersion") in OPERATORS:
        return
    schema = schema_of(found)
    if schema is None:
        yield objects.title(found), f"{found.get('apiVersion')} knows no such kind"
        return
    for error in jsonschema.Draft7Validator(schema).iter_errors(found):
        yield objects.title(found), f"{error.json_path}: {error.message[:200]}"


def findings_of(everything, rules, *facts_of_checkout):
    return [f"{where}: {what}" for rule in rules for where, what in rule(everything,
                                                                         *facts_of_checkout)]


class Installations(unittest.TestCase):
    maxDiff = None

    def check_each(self, find, names=None):
        """Fails with what `find` finds in each installation, one a line."""
        paths = sorted(RENDERED.glob("*.yaml"))
        self.assertLessEqual({"base", *COMPLETE}, {path.stem for path in paths})
        for path in paths:
            if names is None or path.stem in names:
                with self.subTest(path.stem):
                    everything = objects.load(path.read_text())
                    self.assertGreater(len(everything), 20)
                    self.assertEqual("", "\n".join(find(everything)))

    def test_have_only_fields_that_kubernetes_knows(self):
        self.check_each(lambda everything: [f"{where}: {what}" for found in everything
                                            for where, what in schema_findings(found)])

    def test_have_only_values_that_a_server_takes(self):
        self.check_each(lambda everything: findings_of(everything, server_rules.RULES))

    def test_are_as_we_want_them(self):
        known = facts.of_checkout()
        self.check_each(lambda everything: findings_of(everything, house_rules.RULES, known),
                        COMPLETE)

    def test_open_no_way_but_those_that_are_used(self):
        self.check_each(lambda everything: findings_of(everything, network_rules.RULES, None),
                        COMPLETE)


if __name__ == "__main__":
    unittest.main()
