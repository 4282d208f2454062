import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ask, temporaryDirectory } from '#oracles';
import { freePort } from '../../server.ts';
import { untilListening } from '../ocsp/peers.ts';
import { startProcess } from '../ocsp/process.ts';
import { getJson, issuer, post } from './peer.ts';
import type { Applicant, Issuer } from './peer.ts';

/** Where `install.sh` puts the interpreter and the server. */
export const djangoCaPath = 'django/bin/gunicorn';

/** As many workers as cores, each with threads, so that connections are kept. */
const workers = ['--workers', '2', '--worker-class', 'gthread', '--threads', '4'];

/**
 * A Django project around the app, as its documentation describes one: SQLite in WAL with FULL, one writer at a time; no
 * Celery, so that the answer of `sign/` comes after the signature. Passwords are compared by the cheapest hash that Django
 * has, as its usual one, which costs most of a second of CPU for each request, would hide all else.
 */
const settings = (directory: string): string => `
SECRET_KEY = 'bench'
ALLOWED_HOSTS = ['*']
ROOT_URLCONF = 'urls'
USE_TZ = True
DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'
INSTALLED_APPS = [
    'django.contrib.auth', 'django.contrib.contenttypes', 'django.contrib.sessions', 'django.contrib.messages',
    'django.contrib.staticfiles', 'django.contrib.admin', 'django_object_actions', 'django_ca',
]
MIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware', 'django.middleware.common.CommonMiddleware',
              'django.contrib.auth.middleware.AuthenticationMiddleware',
              'django.contrib.messages.middleware.MessageMiddleware']
TEMPLATES = [{'BACKEND': 'django.template.backends.django.DjangoTemplates', 'APP_DIRS': True, 'OPTIONS': {
    'context_processors': ['django.template.context_processors.request', 'django.contrib.auth.context_processors.auth',
                           'django.contrib.messages.context_processors.messages']}}]
DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': '${directory}/db.sqlite3',
    'CONN_MAX_AGE': None, 'OPTIONS': {'timeout': 60, 'transaction_mode': 'IMMEDIATE',
    'init_command': 'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;'}}}
STORAGES = {'default': {'BACKEND': 'django.core.files.storage.FileSystemStorage'},
            'staticfiles': {'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'},
            'django-ca': {'BACKEND': 'django.core.files.storage.FileSystemStorage',
                          'OPTIONS': {'location': '${directory}/files'}}}
STATIC_URL = 'static/'
PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']
CA_ENABLE_REST_API = True
CA_USE_CELERY = False
CA_DEFAULT_HOSTNAME = 'ca.example.com'
CA_MIN_KEY_SIZE = 2048
`;

const urls = `
from django.urls import include, path
urlpatterns = [path('django_ca/', include('django_ca.urls'))]
`;

const wsgi = `
import os
os.environ['DJANGO_SETTINGS_MODULE'] = 'settings'
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
`;

/** Makes tables, a user who may do all, and an authority; prints its serial and certificate. */
const prepare = `
import os
os.environ['DJANGO_SETTINGS_MODULE'] = 'settings'
import django
django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django_ca.models import CertificateAuthority
call_command('migrate', verbosity=0)
get_user_model().objects.create_superuser('bench', password='bench')
call_command('init_ca', 'bench', 'CN=bench', key_type='EC', elliptic_curve='secp256r1', api_enabled=True)
ca = CertificateAuthority.objects.get()
print(ca.serial)
print(ca.pub.pem)
`;

/** django-ca under gunicorn. */
export async function openDjangoCa(
  installed: string,
  applicants: readonly Applicant[],
): Promise<Issuer> {
  const own = temporaryDirectory();
  own.write('settings.py', settings(own.path));
  own.write('urls.py', urls);
  own.write('wsgi.py', wsgi);
  const python = join(installed, 'django/bin/python');
  const made = await ask('sh', ['-c', '"$0" prepare.py', python], {
    cwd: (own.write('prepare.py', prepare), own.path),
  });
  assert.equal(made.exitCode, 0, made.stderr);
  const [serial = '', ...pem] = made.stdout.split('\n');
  const port = await freePort();
  const server = await startProcess(join(installed, djangoCaPath), [
    ...workers,
    ...['--bind', `127.0.0.1:${port}`, '--keep-alive', '600', '--chdir', own.path, 'wsgi'],
  ]);
  await untilListening(port);
  const authorization = `Basic ${Buffer.from('bench:bench').toString('base64')}`;
  const api = `/django_ca/api/ca/${serial}`;
  const requests = applicants.map(({ host, csr }) =>
    post(
      `${api}/sign/`,
      {
        csr,
        subject: [{ oid: 'CN', value: host }],
        extensions: [{ type: 'subject_alternative_name', value: [{ type: 'DNS', value: host }] }],
      },
      [`authorization: ${authorization}`],
    ),
  );
  const certificateIn = async (answer: Buffer): Promise<string> => {
    const { slug } = JSON.parse(answer.toString()) as { slug: string };
    return fetchIssued(`http://127.0.0.1:${port}${api}`, slug, authorization);
  };
  const label = 'django-ca with SQLite, gunicorn';
  return issuer({ label, server, port, requests, own, authority: pem.join('\n'), certificateIn });
}

/** The certificate of an order, once there is one. */
async function fetchIssued(ca: string, slug: string, authorization: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const { status, serial } = await getJson(`${ca}/orders/${slug}/`, authorization);
    assert.notEqual(status, 'failed');
    if (typeof serial === 'string') {
      const { certificate } = await getJson(`${ca}/certs/${serial}/`, authorization);
      return (certificate as { pem: string }).pem;
    }
    await setTimeout(50);
  }
  throw new Error('django-ca did not issue.');
}
