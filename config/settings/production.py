"""La production : derrière un frontal https qui pose X-Forwarded-Proto."""

from config import env
from config.settings.commun import *  # noqa: F403
from config.settings.commun import ALLOWED_HOSTS as HOTES_COMMUNS

DEBUG = False
CSRF_TRUSTED_ORIGINS = [f"https://{hote}" for hote in HOTES_COMMUNS]

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
# Les sous-domaines et la liste des navigateurs engagent tout le domaine, et ne se défont pas : à l'exploitant de dire.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.HSTS_SOUS_DOMAINES.lire()
SECURE_HSTS_PRELOAD = env.HSTS_LISTE.lire()
if SECURE_HSTS_PRELOAD and not SECURE_HSTS_INCLUDE_SUBDOMAINS:
    raise env.VariableInvalide(f"{env.HSTS_LISTE.nom} demande aussi {env.HSTS_SOUS_DOMAINES.nom}.")
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # ces deux réglages, absents par choix
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
