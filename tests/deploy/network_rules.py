"""What we ask of the network policies: nothing is allowed but the arrows between the services.

The arrows are those that the settings name; whatever else a policy opens is a finding.
"""

import re

from objects import (containers, environment, labels_of, of_kind, ports_of, program, selects, servers,
                     template, title, workloads)

DNS_PORT = 53


def _policies_of(objects, workload, direction):
    labels = labels_of(template(workload))
    return [policy for policy in of_kind(objects, "NetworkPolicy")
            if direction in policy["spec"].get("policyTypes", [])
            and selects(policy["spec"]["podSelector"], labels)]


def default_deny(objects, _):
    closed = [policy for policy in of_kind(objects, "NetworkPolicy")
              if policy["spec"]["podSelector"] == {}
              and set(policy["spec"].get("policyTypes", [])) == {"Ingress", "Egress"}
              and not policy["spec"].get("ingress") and not policy["spec"].get("egress")]
    if not closed:
        yield "NetworkPolicy", "nothing is closed by default"
    for workload in workloads(objects):
        if not [policy for policy in _policies_of(objects, workload, "Ingress")
                + _policies_of(objects, workload, "Egress") if policy not in closed]:
            yield title(workload), "has no policy of its own"


def selected(objects, _):
    for policy in of_kind(objects, "NetworkPolicy"):
        if not any(selects(policy["spec"]["podSelector"], labels_of(template(workload)))
                   for workload in workloads(objects)) and not _is_of_an_operator(policy):
            yield title(policy), "selects nothing"


def _is_of_an_operator(policy):
    return "cnpg.io/cluster" in policy["spec"]["podSelector"].get("matchLabels", {})


def _may(rules, key, labels, port):
    """Returns whether rules let pods of the installation with these labels through at a port."""
    for rule in rules:
        numbers = [given["port"] for given in rule.get("ports", [])]
        if numbers and port not in numbers:
            continue
        if not rule.get(key):
            return True
        if any(selects(peer["podSelector"], labels) for peer in rule[key]
               if "podSelector" in peer and "namespaceSelector" not in peer):
            return True
    return False


def arrows_wanted(objects):
    """Returns (from, to, port) for every address that the settings name."""
    wanted = set()
    for workload in workloads(objects):
        for container in containers(workload):
            for variable, value in environment(objects, container).items():
                match = re.fullmatch(r"dns:///([-a-z0-9]+):(\d+)", value)
                if variable.startswith("SENNIGHT_") and match:
                    wanted.add((workload["metadata"]["name"], match[1], int(match[2])))
            if program(container) == "sennight-event-store":
                for database in of_kind(objects, "StatefulSet"):
                    for port in ports_of(database):
                        wanted.add((workload["metadata"]["name"], database["metadata"]["name"],
                                    port))
    return wanted


def arrows(objects, _):
    """Both ends of a wanted arrow let it through, and no other arrow is let through."""
    wanted = arrows_wanted(objects)
    for source in workloads(objects):
        for target in workloads(objects):
            for port in ports_of(target):
                arrow = (source["metadata"]["name"], target["metadata"]["name"], port)
                out = any(_may(policy["spec"].get("egress", []), "to",
                               labels_of(template(target)), port)
                          for policy in _policies_of(objects, source, "Egress"))
                into = any(_may(policy["spec"].get("ingress", []), "from",
                                labels_of(template(source)), port)
                           for policy in _policies_of(objects, target, "Ingress"))
                if arrow in wanted and not (out and into):
                    end = "leave" if not out else "arrive"
                    yield title(source), f"cannot reach {arrow[1]}:{port}: it may not {end}"
                if arrow not in wanted and out and into:
                    yield title(source), f"may reach {arrow[1]}:{port} without a reason"


def databases(objects, _):
    """Who has a database may reach PostgreSQL somewhere; nobody else may."""
    for workload in workloads(objects):
        has_one = any(program(container) == "sennight-event-store"
                      for container in containers(workload))
        may = any(5432 in [port["port"] for port in rule.get("ports", [])]
                  for policy in _policies_of(objects, workload, "Egress")
                  for rule in policy["spec"].get("egress", []))
        if has_one != may:
            yield title(workload), "reaches a database without a reason, or none with one"


def names(objects, _):
    """Everybody who looks names up may, at the cluster's DNS only."""
    for workload in workloads(objects):
        rules = [rule for policy in _policies_of(objects, workload, "Egress")
                 for rule in policy["spec"].get("egress", [])
                 if DNS_PORT in [port["port"] for port in rule.get("ports", [])]]
        protocols = {port.get("protocol", "TCP") for rule in rules for port in rule["ports"]}
        if protocols != {"TCP", "UDP"}:
            yield title(workload), "cannot look names up"
        if any(not rule.get("to") for rule in rules):
            yield title(workload), "may look names up anywhere"


def observers(objects, _):
    """Probes reach the port of health, the namespace of monitoring that of metrics."""
    for workload, _container in servers(objects):
        ports = {name: number for number, name in ports_of(workload).items()}
        rules = [rule for policy in _policies_of(objects, workload, "Ingress")
                 for rule in policy["spec"].get("ingress", [])]
        probes = [rule for rule in rules if not rule.get("from")]
        if [port["port"] for rule in probes for port in rule.get("ports", [{"port": "all"}])] != [
                ports["health"]]:
            yield title(workload), "is open to everybody at another port than that of health"
        if not any(ports["metrics"] in [port["port"] for port in rule.get("ports", [])]
                   and all("namespaceSelector" in peer for peer in rule.get("from", [{}]))
                   for rule in rules):
            yield title(workload), "shows its metrics to nobody"


def ports(objects, _):
    """A policy says numbers, of ports that the pods it lets in have."""
    for policy in of_kind(objects, "NetworkPolicy"):
        for rule in policy["spec"].get("ingress", []) + policy["spec"].get("egress", []):
            if not rule.get("ports"):
                yield title(policy), "opens all ports"
            for port in rule.get("ports", []):
                if not isinstance(port.get("port"), int):
                    yield title(policy), "names a port, which not every network understands"
        behind = {number for workload in workloads(objects)
                  if selects(policy["spec"]["podSelector"], labels_of(template(workload)))
                  for number in ports_of(workload)}
        for rule in policy["spec"].get("ingress", []):
            for port in rule.get("ports", []):
                if port.get("port") not in behind and not _is_of_an_operator(policy):
                    yield title(policy), f"opens port {port.get('port')}, which nobody has"


RULES = (default_deny, selected, arrows, databases, names, observers, ports)
