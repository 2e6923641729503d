"""The same list page in Django: what a department would be offered instead.

The rows, columns, menu, filters and paging by key are those of our page; the session is in the
database, as Django does it by default; the years and units of the switch are kept for five
seconds, as ours are; templates are compiled once.

    PEER_DB=FILE python peer.py OUR_DATABASE    copies the rows and signs somebody in; prints the cookie
    PEER_DB=FILE gunicorn --workers 2 peer:app
"""
import os, sqlite3, sys

import django
from django.conf import settings

HERE = os.path.dirname(os.path.abspath(__file__))
MIDDLEWARE = [
    'django.middleware.security.SecurityMiddleware',
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
    'django.middleware.clickjacking.XFrameOptionsMiddleware',
]
settings.configure(
    SECRET_KEY='a fixed key: nothing here is secret', ALLOWED_HOSTS=['127.0.0.1'],
    ROOT_URLCONF=__name__, MIDDLEWARE=MIDDLEWARE, USE_TZ=False,
    INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth', 'django.contrib.sessions'],
    DEFAULT_AUTO_FIELD='django.db.models.BigAutoField',
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': os.environ['PEER_DB'], 'CONN_MAX_AGE': None}},
    TEMPLATES=[{'BACKEND': 'django.template.backends.django.DjangoTemplates', 'DIRS': [HERE],
                'OPTIONS': {'context_processors': ['django.template.context_processors.request']}}],
)
django.setup()

from datetime import datetime, timezone

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.shortcuts import render
from django.urls import path

PAGE = 50


class Sheet(models.Model):
    id = models.CharField(max_length=36, primary_key=True)
    document_id = models.CharField(max_length=36)
    fiscal_year = models.IntegerField()
    unit_code = models.CharField(max_length=12)
    project_code = models.CharField(max_length=60)
    project_name = models.CharField(max_length=200)
    search = models.CharField(max_length=300)
    budget_fen = models.BigIntegerField(null=True)
    indicators = models.IntegerField()
    errors = models.IntegerField()
    warnings = models.IntegerField()
    removed = models.BooleanField()
    updated_at_ms = models.BigIntegerField()

    class Meta:
        app_label = 'peer'
        db_table = 'target_sheets'
        indexes = [models.Index(fields=['fiscal_year', 'removed', 'id'], name='by_year')]

    @property
    def budget(self):
        return None if self.budget_fen is None else f'{self.budget_fen / 1_000_000:,.2f}'

    @property
    def updated_at(self):
        return datetime.fromtimestamp(self.updated_at_ms / 1000, timezone.utc).strftime('%Y-%m-%d %H:%M')


class Org(models.Model):
    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=80)

    class Meta:
        app_label = 'peer'
        db_table = 'orgs'


def choices():
    known = cache.get('choices')
    if known is None:
        years = sorted(map(str, Sheet.objects.values_list('fiscal_year', flat=True).distinct()), reverse=True)
        known = years, list(Org.objects.order_by('code'))
        cache.set('choices', known, 5)
    return known


MENU = [
    ('绩效目标', [('工作台', '/', 'desk'), ('导入文件', '/import', 'import'), ('绩效目标文件', '/documents', 'document'), ('项目目标表', '/sheets', 'sheet')]),
    ('个人与帮助', [('修改密码', '/password', 'key'), ('操作说明', '/help', 'help')]),
]


@login_required
def sheets(request):
    wanted = Sheet.objects.filter(removed=False).order_by('id')
    for name, key in (('year', 'fiscal_year'), ('unit', 'unit_code__startswith'), ('q', 'search__contains'), ('after', 'id__gt')):
        if request.GET.get(name):
            wanted = wanted.filter(**{key: request.GET[name]})
    found = list(wanted[:PAGE + 1])
    years, units = choices()
    rows, more = found[:PAGE], len(found) > PAGE
    return render(request, 'sheets.html', {
        'sheets': rows, 'next': rows[-1].id if more else None, 'after': request.GET.get('after'),
        'words': request.GET.get('q', ''), 'years': years, 'units': units, 'menu': MENU,
    })


urlpatterns = [path('sheets', sheets)]
app = get_wsgi_application()


def copy(ours):
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    call_command('migrate', verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Sheet)
        editor.create_model(Org)
    source = sqlite3.connect(ours)
    for model in (Sheet, Org):
        columns = [field.column for field in model._meta.fields]
        where = "WHERE kind IN ('department', 'unit')" if model is Org else ''
        rows = source.execute(f'SELECT {", ".join(columns)} FROM {model._meta.db_table} {where}')
        model.objects.bulk_create([model(**dict(zip(columns, row))) for row in rows], batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute('PRAGMA journal_mode=WAL')
    user = User.objects.create_user('clerk', password='Bench-2026', first_name='经办人')
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = 'django.contrib.auth.backends.ModelBackend'
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    print(f'sessionid={session.session_key}')


if __name__ == '__main__':
    copy(sys.argv[1])
