"""The server itself: how its answers leave."""

import socket

from app import answer_at_once


def test_connections_to_a_listening_socket_send_without_delay():
    with socket.socket() as listening:  # which names no protocol, as Streamlit's does not
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        answer_at_once()
        with socket.create_connection(listening.getsockname()), listening.accept()[0] as accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
