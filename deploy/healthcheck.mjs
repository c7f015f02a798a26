// Asks this container's own process whether it is ready. Exit 0: yes. Exit 1, with the parts that are not: no.
const url = `http://127.0.0.1:${process.env.PORT || 8080}/readyz`;

try {
  const response = await fetch(url, { signal: AbortSignal.timeout(4_000) });
  process.stdout.write(`${await response.text()}\n`);
  process.exitCode = response.ok ? 0 : 1;
} catch (error) {
  process.stdout.write(`${url}: ${error.message}\n`);
  process.exitCode = 1;
}
