"""Every setting of the registry; values from the environment come through `config.env`."""

from datetime import timedelta
from urllib.parse import quote

import dj_database_url
import pghistory
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

from config import embedded
from config.env import PRODUCTION, ROOT, VAR, env, fernet_keys, new_key, required, secret, stop_if_unfit

# Secrets ---------------------------------------------------------------------------------------

SECRET_KEY = secret("SECRET_KEY", new_key)
FIELD_KEYS = fernet_keys("REGISTRY_FIELD_KEY")  # encrypt contact details; the first one writes
SEARCH_KEY = secret("REGISTRY_SEARCH_KEY", new_key)  # keyed hashes by which names are found
EXPORT_KEY = secret("REGISTRY_EXPORT_KEY", new_key)  # pseudonyms and date shifts of exports

# The server ------------------------------------------------------------------------------------

DEBUG = env.bool("REGISTRY_DEBUG", False) and not PRODUCTION
ALLOWED_HOSTS = env.list("REGISTRY_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
if PRODUCTION:
    required("REGISTRY_HOSTS", "the names under which browsers reach the registry, separated by commas")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if PRODUCTION else []
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "config",
    "registry",
    "followup",
    "pgtrigger",
    "pghistory",
    "config.admin_app.RegistryAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.healthz.Healthz",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.sessions.EndLongSessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "config.middleware.SpokenLanguage",
    "config.middleware.NotKept",
    "config.middleware.AddressIsText",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.second_factor.RequireSecondFactor",
    "registry.middleware.ActingFor",  # transaction, row security, history's who and why
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "registry.views.context.shell",
            ],
        },
    },
]

# Services: given by address, or embedded under the var folder --------------------------------------

DATABASE_URL = required("DATABASE_URL", "postgres://user:password@host:5432/database")
REDIS_URL = required("REDIS_URL", "redis://host:6379/0")
EMBEDDED = [name for name, url in (("postgres", DATABASE_URL), ("redis", REDIS_URL)) if not url]
EMBEDDED_FOR_TESTS = False
_sockets = embedded.socket_folder(VAR)

DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL)
    if DATABASE_URL
    else {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": str(_sockets),
        "NAME": embedded.DATABASE,
        "USER": embedded.DATABASE_USER,
    }
}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}

# Redis carries tasks and short-lived counters only: it may lose everything and nothing is forgotten.
_redis_socket = quote(str(_sockets / "redis.sock"))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL or f"unix://{_redis_socket}?db=0",
        "KEY_PREFIX": "registry",
        # A page does not wait for a Redis that is away; the client's own default is several seconds.
        "OPTIONS": {"socket_timeout": 2, "retry": Retry(NoBackoff(), retries=1)},
    }
}
CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{_redis_socket}?virtual_host=0"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 15 * 60}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")

REFUSE_TRUNCATE = True  # of clinical tables and history: it would pass history by

# History by triggers: statement level, because row level is quadratic in bulk ---------------------------

PGHISTORY_LEVEL = pghistory.Statement
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"  # NOW() is the start of the transaction and misorders
# Who and why are copied into each event: the shared context row is updated in place and cannot be sealed.
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()

# Signing in --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "registry.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_validators = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_validators}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_validators}.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": f"{_validators}.CommonPasswordValidator"},
    {"NAME": f"{_validators}.NumericPasswordValidator"},
]

ACCOUNT_ADAPTER = "config.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False  # the idle limit ends a session, not a tick; so does the browser
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# Against many accounts, and against guesses of the second factor; axes counts wrong passwords of one account.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,15/15m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("REGISTRY_PROXIES", 1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"] + (["webauthn"] if env.bool("REGISTRY_PASSKEYS", False) else [])
MFA_TOTP_ISSUER = "Registry"
SECOND_FACTOR_REQUIRED = env.bool("REGISTRY_SECOND_FACTOR", PRODUCTION)
SECOND_FACTOR_ROLES = {"administrator", "data_manager", "investigator"}

AXES_FAILURE_LIMIT = env.int("REGISTRY_SIGN_IN_FAILURES", 5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("REGISTRY_LOCKOUT_MINUTES", 15))
AXES_LOCKOUT_PARAMETERS = ["username"]  # guesses from many addresses count together
SILENCED_SYSTEM_CHECKS = ["axes.W006"]  # it wants the address too: a clinic behind one address would lock itself out
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "registry.views.client.address_of"
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 60 * env.int("REGISTRY_SESSION_IDLE_MINUTES", 15)
SESSION_SAVE_EVERY_REQUEST = True  # so that the age counts from the last request
SESSION_LONGEST = timedelta(hours=env.int("REGISTRY_SESSION_HOURS", 12))
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

# Headers -----------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # Bootstrap's style sheet and the second factor's QR code
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Language, time, files ----------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = env.path("REGISTRY_STATIC", ROOT / "staticfiles" if PRODUCTION else None)
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# The demo and the tests serve without collecting first.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not PRODUCTION
MEDIA_ROOT = VAR / "files"

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "django_tables2/bootstrap5.html"

# Mail: outside production letters are files under the var folder, nothing is sent outside -------------------

EMAIL_URL = required("EMAIL_URL", "the mail server, such as submission://user:password@mail.example.org:587")
_email = env.dj_email_url("EMAIL_URL", f"file:///{VAR / 'mail'}")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_FILE_PATH = _email["EMAIL_FILE_PATH"]
EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"], _email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"], _email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_SSL, EMAIL_USE_TLS = _email["EMAIL_USE_SSL"], _email["EMAIL_USE_TLS"]
EMAIL_TIMEOUT = _email["EMAIL_TIMEOUT"] or 30
DEFAULT_FROM_EMAIL = env.str("REGISTRY_MAIL_FROM", "care-team@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# The class behind each way to reach a patient; text messages outside production are written to the console.
REMINDER_CHANNELS = {
    "email": "followup.channels.email.EmailChannel",
    "sms": "followup.channels.sms.NoSms" if PRODUCTION else "followup.channels.sms.ConsoleSms",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "config.logs.WithoutRows",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("REGISTRY_LOG_LEVEL", "INFO")},
    # No error mail: a traceback could carry what a patient's form held.
    "loggers": {"django": {"handlers": [], "level": "INFO"}},
}

stop_if_unfit()
