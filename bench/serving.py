"""A server under measurement: started, asked, weighed, stopped."""
import atexit, http.client, os, signal, statistics, subprocess, sys, time, urllib.parse

ASKED = 15
TICKS = os.sysconf('SC_CLK_TCK')


class Server:
    """A server process and a signed-in session at it."""

    def __init__(self, port, command, environment=None):
        self.port, self.cookie = port, ''
        if self.answers('/health'):
            sys.exit(f'port {port} is taken')
        began = time.perf_counter()
        self.process = subprocess.Popen([str(word) for word in command],
                                        env=dict(os.environ, **(environment or {})),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # A run that gives up leaves no server behind.
        atexit.register(self.process.kill)
        while not self.answers('/health'):
            if self.process.poll() is not None or time.perf_counter() - began > 30:
                sys.exit(f'{command} did not start')
            time.sleep(0.002)
        self.started_in = time.perf_counter() - began

    def answers(self, path):
        try:
            return self.ask(path)[0] in (200, 404)
        except OSError:
            return False

    def ask(self, path, headers=None, form=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        body = urllib.parse.urlencode(form) if form else None
        kind = {'Content-Type': 'application/x-www-form-urlencoded'} if form else {}
        connection.request('POST' if form else 'GET', path, body, {'Cookie': self.cookie, **kind, **(headers or {})})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content, answer.getheader('Set-Cookie') or ''

    def processes(self):
        parents = {}
        for entry in filter(str.isdigit, os.listdir('/proc')):
            try:
                parents[int(entry)] = int(stat(entry)[1])
            except OSError:
                continue
        mine = [self.process.pid]
        for process in mine:
            mine += [child for child, parent in parents.items() if parent == process]
        return mine

    def cpu(self):
        return sum(sum(map(int, stat(process)[11:13])) for process in self.processes()) / TICKS

    def resident_mib(self):
        pages = sum(int(open(f'/proc/{process}/statm').read().split()[1]) for process in self.processes())
        return pages * os.sysconf('SC_PAGE_SIZE') / 2**20

    def times(self, path):
        """Milliseconds of one asking after another: the median and the slowest."""
        taken = []
        for _ in range(ASKED):
            began = time.perf_counter()
            status, _, _ = self.ask(path)
            taken.append((time.perf_counter() - began) * 1000)
            if status != 200:
                sys.exit(f'{path}: {status}')
        return statistics.median(taken), max(taken)

    def sign_in(self, account, password):
        _, _, cookie = self.ask('/login', form={'account': account, 'password': password, 'next': '/'})
        self.cookie = cookie.split(';')[0]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def stat(process):
    return open(f'/proc/{process}/stat').read().rsplit(')', 1)[1].split()
