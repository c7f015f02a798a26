"""django-helpdesk as a site of its own, for the benchmark: settings, routes, WSGI, and its first rows. No code of it is here.

BENCH_DATABASE: postgresql://user:password@host:port/name. BENCH_SMTP_PORT: the sink. `python helpdesk_site.py` prepares the
database and prints the API token; gunicorn serves `helpdesk_site:application`.
"""

import os
import sys
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.urls import include, path

database = urlsplit(os.environ["BENCH_DATABASE"])
here = os.path.dirname(os.path.abspath(__file__))

settings.configure(
    SECRET_KEY="only for the benchmark",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.sites",
        "django.contrib.humanize",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "rest_framework",
        "rest_framework.authtoken",
        "helpdesk",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": database.hostname,
            "PORT": database.port,
            "NAME": database.path[1:],
            "USER": database.username,
            "PASSWORD": database.password,
            "CONN_MAX_AGE": None,
        }
    },
    REST_FRAMEWORK={
        # A token costs one query; a password would be hashed in each request.
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"]
    },
    EMAIL_HOST="127.0.0.1",
    EMAIL_PORT=int(os.environ.get("BENCH_SMTP_PORT", "25")),
    DEFAULT_FROM_EMAIL="care@helpdesk.test",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    SITE_ID=1,
    STATIC_URL="/static/",
    HELPDESK_TEAMS_MODE_ENABLED=False,
    LOGGING_CONFIG=None,
)
django.setup()
urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()


def prepare() -> None:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate.json", verbosity=0)
    from helpdesk.models import Queue
    from rest_framework.authtoken.models import Token

    user = get_user_model().objects.create_superuser("bench", "bench@helpdesk.test", "bench")
    Queue.objects.create(
        title="Complaints", slug="complaints", email_address="care@helpdesk.test", allow_public_submission=True
    )
    sys.stdout.write(f"token {Token.objects.create(user=user).key}\n")


if __name__ == "__main__":
    prepare()
