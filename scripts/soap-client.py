#!/usr/bin/env python3
"""Gọi cửa SOAP của trục liên thông bằng Python (zeep) / calls the hub's SOAP doors from Python.

    pip install zeep
    LIENTHONG_SOAP_USER=<mã thông tin xác thực> LIENTHONG_SOAP_SECRET=<bí mật> \\
        python3 scripts/soap-client.py http://127.0.0.1:8080/soap/dossiers?wsdl < calls.json

stdin: a list of calls, [{"operation": "getDossier", "arguments": {"dossier": "…"}}, …]; arguments have the names of the WSDL.
stdout: a list of {"answer": …} or {"fault": {"code", "string", "detail": {element: text}}}, in the same order.
Every message that goes out or comes in is validated against the schema of the WSDL (libxml2, through lxml).
Authentication: WS-Security UsernameToken with a password digest, Nonce and Created.
"""
import json
import os
import sys

from lxml import etree
from zeep import Client, Plugin
from zeep.exceptions import Fault
from zeep.helpers import serialize_object
from zeep.wsse.username import UsernameToken

XSD = "{http://www.w3.org/2001/XMLSchema}schema"
SOAP = "{http://schemas.xmlsoap.org/soap/envelope/}"


def load_schema(wsdl: str) -> etree.XMLSchema:
    """The schema inside a WSDL as libxml2 sees it: a mistake in it ends the program here."""
    import requests

    document = etree.fromstring(requests.get(wsdl, timeout=60).content)
    return etree.XMLSchema(document.find(f".//{XSD}"))


class Validate(Plugin):
    """Validates what is in the Body (of a fault: its detail), both ways."""

    def __init__(self, schema: etree.XMLSchema) -> None:
        self.schema = schema

    def check(self, envelope: etree._Element) -> None:
        content = envelope.find(f"{SOAP}Body")[0]
        if content.tag == f"{SOAP}Fault":
            content = content.find("detail")[0]
        # A copy: validation wants a document of its own.
        self.schema.assertValid(etree.fromstring(etree.tostring(content)))

    def ingress(self, envelope, http_headers, operation):
        self.check(envelope)
        return envelope, http_headers

    def egress(self, envelope, http_headers, operation, binding_options):
        if not os.environ.get("LIENTHONG_SOAP_SEND_INVALID"):
            self.check(envelope)
        return envelope, http_headers


def local_name(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]


def fault_of(fault: Fault) -> dict:
    problem = fault.detail[0] if fault.detail is not None and len(fault.detail) else []
    return {
        "code": fault.code,
        "string": fault.message,
        "detail": {local_name(one.tag): "".join(one.itertext()) for one in problem},
    }


def main() -> None:
    wsdl = sys.argv[1]
    token = UsernameToken(os.environ["LIENTHONG_SOAP_USER"], os.environ["LIENTHONG_SOAP_SECRET"], use_digest=True)
    client = Client(wsdl, wsse=token, plugins=[Validate(load_schema(wsdl))])
    results = []
    for call in json.load(sys.stdin):
        try:
            answer = client.service[call["operation"]](**call["arguments"])
            results.append({"answer": serialize_object(answer, dict)})
        except Fault as fault:
            results.append({"fault": fault_of(fault)})
    json.dump(results, sys.stdout, default=str, ensure_ascii=False)


if __name__ == "__main__":
    main()
