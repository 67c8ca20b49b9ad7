"""The settings of the tests: the same, with a var folder of their own so that the demo's data are out of reach."""

from config import env

env.VAR = env.VAR.with_name(env.VAR.name + "-test")

from config.settings import *  # noqa: E402, F403  the folder comes first

EMBEDDED_FOR_TESTS = True
# Argon2 is slow on purpose; tests sign in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
REFUSE_TRUNCATE = False  # transactional tests empty the tables; tests of the refusal switch it on
