"""Les tests : base jetable, aucun fichier statique balayé, mots de passe vite calculés."""

from config.base_de_donnees import bases_de_test
from config.settings.commun import *  # noqa: F403
from config.settings.commun import MIDDLEWARE as MIDDLEWARE_COMMUN

SECRET_KEY = "cle-des-tests-sans-aucune-valeur-hors-des-tests"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = bases_de_test()

# WhiteNoise relit tous les fichiers statiques à chaque client de test : 129 s au lieu de 12 (mesuré).
MIDDLEWARE = [m for m in MIDDLEWARE_COMMUN if not m.startswith("whitenoise.")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Un essai envoie sans page, donc sans jeton, et rejoue exprès : seuls deux envois à la fois y sont le même.
ENVOI_SANS_JETON = 0
