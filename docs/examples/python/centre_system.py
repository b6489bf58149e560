#!/usr/bin/python3
"""A centre system in Python: sends an apprentice, starts a run, reads who goes where, and why one was refused.

Needs Debian's python3-grpcio and python3-protobuf, and messages made of the protos ($APIS: where google/rpc/ lies, on
Debian /usr/share/gocode/src/github.com/gogo/googleapis):

    mkdir -p build/python
    protoc -I proto -I $APIS --python_out=build/python proto/walz/v1/*.proto google/rpc/{status,error_details}.proto
    PYTHONPATH=build/python docs/examples/python/centre_system.py 127.0.0.1:7250 data/demo
"""

import os
import sys

import grpc
from google.rpc import error_details_pb2, status_pb2
from walz.v1 import (apprentice_pb2, centre_pb2, company_pb2, job_pb2, matching_service_pb2, opening_pb2,
                     round_service_pb2, run_pb2, transfer_service_pb2)

PROTOS = (apprentice_pb2, centre_pb2, company_pb2, job_pb2, matching_service_pb2, opening_pb2, round_service_pb2,
          transfer_service_pb2)


class Service:
    """The methods of one service; each takes the fields of its request, or for a client stream its messages."""

    def __init__(self, channel, descriptor, metadata):
        for method in descriptor.methods:
            setattr(self, method.name, self._caller(channel, descriptor, method, metadata))

    @staticmethod
    def _caller(channel, descriptor, method, metadata):
        ways = {(False, False): channel.unary_unary, (False, True): channel.unary_stream,
                (True, False): channel.stream_unary}
        request_type = method.input_type._concrete_class
        invoke = ways[method.client_streaming, method.server_streaming](
            f"/{descriptor.full_name}/{method.name}", request_serializer=request_type.SerializeToString,
            response_deserializer=method.output_type._concrete_class.FromString)
        if method.client_streaming:
            return lambda messages, **options: invoke(messages, metadata=metadata, **options)
        return lambda **fields: invoke(request_type(**fields), metadata=metadata)


class Walz:
    """All services of walz.v1 over one channel: Walz("127.0.0.1:7250").ApprenticeService.GetApprentice(name=...)."""

    def __init__(self, address, token=None):
        channel = grpc.insecure_channel(address)  # On the network: grpc.secure_channel.
        metadata = [("authorization", f"Bearer {token}")] if token else []
        for proto in PROTOS:
            for name, descriptor in proto.DESCRIPTOR.services_by_name.items():
                setattr(self, name, Service(channel, descriptor, metadata))

    def rows(self, method, rows, **fields):
        """Every row of a list, page after page, all of one revision."""
        while True:
            page = method(**fields)
            yield from getattr(page, rows)
            if not page.next_page_token:
                return
            fields["page_token"] = page.next_page_token

    def send_table(self, table, path):
        """One file as the school has it; again and again, if it likes: the same rows change nothing."""
        def messages():
            request = transfer_service_pb2.ImportRequest
            yield request(header=dict(table=table, file=os.path.basename(path)))
            with open(path, "rb") as file:
                while part := file.read(1 << 16):
                    yield request(csv=part)
        return self.ImportService.Import(messages())


def details(error):
    """The google.rpc.Status of an RpcError: reason and metadata, and the fields that cannot stand."""
    status = status_pb2.Status.FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        for message in (info, bad):
            if detail.Is(message.DESCRIPTOR):
                detail.Unpack(message)
    return info.reason, {violation.field: violation.description for violation in bad.field_violations}


def main(address, folder):
    walz = Walz(address, os.environ.get("WALZ_TOKEN"))
    for table in ("CENTRES", "COMPANIES", "OPENINGS", "APPRENTICES", "WISHES", "HOST_RANKS", "PAIRS", "ROUND"):
        file = "round.json" if table == "ROUND" else f"{table.lower()}.csv"
        sent = walz.send_table(f"IMPORT_TABLE_{table}", os.path.join(folder, file))
        print(f"{file}: {sent.created} new, {sent.changed} changed, {sent.same} the same")

    # An apprentice of ours; sent again under its request_id, it is still one.
    apprentice = walz.ApprenticeService.CreateApprentice(
        parent="centres/Z-VAL", apprentice_id="A-77", request_id="enrol-A-77",
        apprentice=dict(scheme="es-general", field="1013", birth_date="2007-05-02", languages=["es:native", "en:B2"],
                        windows=["2027-03-01..2027-05-31"], min_days=14, max_days=30))
    names = [a.name for a in walz.rows(walz.ApprenticeService.ListApprentices, "apprentices", parent="centres/Z-VAL",
                                       filter='scheme = "es-general"', page_size=2)]
    print("our apprentices:", *names)
    assert apprentice.name in names

    # Who goes where.
    run = walz.MatchingService.StartRun(parent="rounds/spring-27")
    for update in walz.MatchingService.WatchRun(name=run.name):
        run = update.run
    print(run.name, run_pb2.RunState.Name(run.state), f"{run.result.placed} placed")
    for proposal in walz.rows(walz.MatchingService.ListProposals, "proposals", parent=run.name, filter='opening != ""'):
        print(proposal.apprentice, "->", proposal.opening, proposal.start, proposal.end)

    # What cannot stand is refused field by field.
    try:
        walz.ApprenticeService.CreateApprentice(parent="centres/Z-VAL", apprentice_id="A-78",
                                                apprentice=dict(scheme="es-general", field="1013", min_days=14,
                                                                max_days=30, windows=["2027-05-31..2027-03-01"]))
    except grpc.RpcError as error:
        reason, fields = details(error)
        print(error.code().name, reason, fields)


if __name__ == "__main__":
    main(*sys.argv[1:])
