"""Django's settings, read from the environment; every default is the embedded, offline product."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.utils.csp import CSP

from tandem.basics.discovery import rooms
from tandem.site import environment

environment.keep_to_ourselves()
HOME = environment.folder("TANDEM_HOME", Path.cwd() / "var")
#: How long copies of imported files are kept; 0 for ever.
KEEP_IMPORT_FILES_DAYS = environment.number("TANDEM_KEEP_IMPORT_FILES_DAYS", default=180)
#: How long refused requests, which hold personal data, are kept; 0 for ever.
KEEP_REFUSED_DAYS = environment.number("TANDEM_KEEP_REFUSED_DAYS", default=14)
DEBUG = environment.flag("TANDEM_DEBUG", default=False)


def _secret_key() -> str:
    """A key of one's own, made once and kept in the data folder, readable by its owner only."""
    path = HOME / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = environment.text("TANDEM_SECRET_KEY", "") or _secret_key()
ALLOWED_HOSTS = environment.text("TANDEM_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in environment.text("TANDEM_ORIGINS", "").split(",") if o]

# Behind a proxy that ends TLS and sets X-Forwarded-Proto; without TLS a secure cookie would never come back.
HTTPS = environment.flag("TANDEM_HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_ENGINE = "tandem.site.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "heroicons",
    # Before allauth, whose pages the rooms wrap in our own layout.
    *rooms(),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "steady_queue",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "tandem.site.limits.small_bodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "tandem.ui.templatetags.kept_translations",
                "tandem.ui.templatetags.ui",
            ],
        },
    }
]

FORM_RENDERER = "tandem.ui.forms.Renderer"

ROOT_URLCONF = "tandem.site.urls"
WSGI_APPLICATION = "tandem.site.wsgi.application"

DATABASES = {"default": environment.database(environment.text("TANDEM_DATABASE_URL", ""), home=HOME)}

# In the database and not in memory: the limits on signing in hold across all server processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "tandem_cache",
        # A full cache forgets a third of itself: strangers who knock must not make it forget whom to keep out.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "tandem.people.sign_in.Adapter"
ACCOUNT_FORMS = {"login": "tandem.people.sign_in_form.SignInForm"}
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
# How many proxies of one's own stand in front: only their word about the visitor's address is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TANDEM_PROXIES", default=0)

LANGUAGE_CODE = environment.text("TANDEM_LANGUAGE", "ru")
# Each by its own name, so that whoever reads only one of them finds it.
LANGUAGES = [("ru", "Русский"), ("en", "English")]
USE_I18N = True
USE_TZ = True
# The company's own time zone: a "day" of every report is a day of this zone.
TIME_ZONE = environment.text("TANDEM_TIME_ZONE", "Europe/Moscow")
CURRENCY = environment.text("TANDEM_CURRENCY", "RUB")

# Threads one process spends on a report.
STORE_THREADS = int(environment.text("TANDEM_STORE_THREADS", "2"))

# Where letters to people go out; empty: Tandem sends none, and shows them on its pages only.
MAILERS = environment.mailers(environment.text("TANDEM_MAIL_URL", ""))
SENDS_MAIL = bool(environment.text("TANDEM_MAIL_URL", ""))
DEFAULT_FROM_EMAIL = environment.text("TANDEM_MAIL_FROM", "tandem@localhost")
# The address by which people reach these pages, for links in letters; empty: letters hold no links.
ADDRESS = environment.text("TANDEM_ADDRESS", CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else "").rstrip("/")

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
# The server warns when it is missing.
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True

TASKS = {"default": {"BACKEND": "steady_queue.backend.SteadyQueueBackend"}}
