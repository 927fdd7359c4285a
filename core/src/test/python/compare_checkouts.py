"""Speed of two checkouts of this project beside each other: one server each, the same questions in turn, ratios of pairs.

usage: compare_checkouts.py OLD NEW CHECKPOINT DTYPE PAIRS TEMPERATURE
"""

import json
import math
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

FIRST_PORT = 8701
TOKENS = 150
WARM_UP = 4


def start(folder, port, checkpoint, dtype):
    command = ["./qwenvl", "serve", "--model", checkpoint, "--model-id", "compared", "--dtype", dtype, "--port", str(port)]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def wait_for(port):
    for _ in range(240):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health")
            return
        except urllib.error.URLError:
            time.sleep(0.5)
    sys.exit(f"the server on port {port} did not start")


def seconds_per_token(port, question, temperature):
    body = {
        "model": "compared",
        "messages": [{"role": "user", "content": question}],
        "max_tokens": TOKENS,
        "temperature": temperature,
        "seed": 5,
    }
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/chat/completions", json.dumps(body).encode(), headers)
    begin = time.monotonic()
    usage = json.load(urllib.request.urlopen(request, timeout=300))["usage"]
    return (time.monotonic() - begin) / usage["completion_tokens"]


def main(old, new, checkpoint, dtype, pairs, temperature):
    ports = [FIRST_PORT, FIRST_PORT + 1]
    servers = [start(folder, port, checkpoint, dtype) for folder, port in zip([old, new], ports)]
    try:
        for port in ports:
            wait_for(port)
        for i in range(WARM_UP):
            for port in ports:
                seconds_per_token(port, f"warm {i}", temperature)
        ratios = []
        for i in range(pairs):
            order = ports if i % 2 else ports[::-1]
            seconds = {port: seconds_per_token(port, f"question {i}", temperature) for port in order}
            ratios.append(math.log(seconds[ports[0]] / seconds[ports[1]]))
        mean = statistics.fmean(ratios)
        half = 2 * statistics.stdev(ratios) / math.sqrt(pairs)
        print(f"{dtype}, {pairs} pairs: new/old {math.exp(mean):.3f} [{math.exp(mean - half):.3f}, {math.exp(mean + half):.3f}]")
    finally:
        for server in servers:
            server.terminate()


if __name__ == "__main__":
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    main(*sys.argv[1:5], int(sys.argv[5]), float(sys.argv[6]))
