"""A name server for the rehearsal: answers as the DNS of a cluster does for headless Services."""

import socket
import struct
import threading

ZONE = "sennight.svc.cluster.local"


class NameServer:
    """Answers A queries of Services with the addresses of their pods that are ready."""

    def __init__(self, address):
        self._records = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 53))
        threading.Thread(target=self._serve, daemon=True).start()

    def set(self, service, addresses):
        self._records[f"{service}.{ZONE}"] = list(addresses)

    def _serve(self):
        while True:
            query, client = self._socket.recvfrom(512)
            self._socket.sendto(self._answer(query), client)

    def _answer(self, query):
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode())
            at += 1 + query[at]
        question = query[12:at + 5]
        kind = struct.unpack("!H", query[at + 1:at + 3])[0]
        addresses = self._records.get(".".join(labels).lower())
        found = addresses if addresses and kind == 1 else []
        code = 0 if addresses is not None else 3  # No such name.
        header = query[:2] + struct.pack("!HHHHH", 0x8180 | code, 1, len(found), 0, 0)
        return header + question + b"".join(
            struct.pack("!HHHIH", 0xC00C, 1, 1, 5, 4) + socket.inet_aton(address)
            for address in found)
