"""Réglages communs à tous les environnements. Ce qui dépend de la machine se lit dans `config/env.py`."""

from typing import Any

from django.contrib.messages import constants as niveaux

from config import env
from config.base_de_donnees import bases
from config.cle_secrete import cle_secrete
from config.courriel import depuis_url as courriel_depuis_url
from config.securite import politique
from config.tranches import TRANCHES

BASE_DIR = env.RACINE
SECRET_KEY = cle_secrete()
DEBUG = False
ALLOWED_HOSTS: list[str] = list(env.HOTES.lire())

INSTALLED_APPS = [
    "config",
    *[f"clauses.{nom}" for nom in TRANCHES],
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_bootstrap5",
    "django_htmx",
    "csp",
    "pgtrigger",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "config.sante.SanteMiddleware",
    "config.entetes.EntetesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "clauses.fond.socle.apostrophes.ApostrophesMiddleware",
    "config.corps.CorpsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clauses.fond.comptes.middleware.ActeurMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "clauses.fond.socle.methode.MethodeMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clauses.fond.comptes.contexte.entete",
            ],
            "builtins": ["clauses.fond.socle.templatetags.envoi"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

DATABASES = bases()

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
# Ce que `python -m config.npm ci` copie des paquets npm : quelques fichiers, servis sous /static/tiers/.
STATICFILES_DIRS = [("tiers", BASE_DIR / "node_modules" / ".servi")]
STATIC_ROOT = env.VAR.lire() / "statiques"
MEDIA_ROOT = env.VAR.lire() / "fichiers"
MEDIA_URL = "/fichiers/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTH_USER_MODEL = "comptes.Utilisateur"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "clauses.fond.comptes.mot_de_passe.ExigenceCnil"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("courriel", "prenom", "nom")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "comptes:connexion"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600  # le lien de choix du mot de passe (clauses/fond/comptes/liens.py)

# Combien de frontaux à nous lisent X-Forwarded-For : voir clauses/fond/comptes/visiteur.py.
PROXYS_DE_CONFIANCE = env.PROXYS.lire()

# Une session se ferme après une demi-journée sans s'en servir, et au plus tard un jour après la connexion.
SESSION_ENGINE = "clauses.fond.comptes.sessions"
SESSION_COOKIE_AGE = env.SESSION_INACTIVE.lire() * 3600
SESSION_AU_PLUS = env.SESSION_AU_PLUS.lire() * 3600

PROCRASTINATE_ON_APP_READY = "config.taches.au_demarrage"
PROCRASTINATE_DATABASE_ALIAS = "default"

# Sans serveur de courriel, le site n'envoie rien et ne fait pas semblant : il donne le message à copier.
COURRIEL_EST_REGLE = bool(env.COURRIEL.lire())
if COURRIEL_EST_REGLE:
    globals().update(courriel_depuis_url(env.COURRIEL.lire()))
    if not env.EXPEDITEUR.lire():
        raise env.VariableInvalide(f"{env.EXPEDITEUR.nom} est à donner avec {env.COURRIEL.nom}.")
    DEFAULT_FROM_EMAIL = env.EXPEDITEUR.lire()
ADRESSE_DU_SITE = env.ADRESSE_DU_SITE.lire() or (
    f"https://{ALLOWED_HOSTS[0]}" if ALLOWED_HOSTS else f"http://{env.ADRESSE.lire()}:{env.PORT.lire()}"
)

# Secondes pendant lesquelles un envoi sans jeton (un programme, pas une page), redit mot pour mot, n'en fait qu'un.
ENVOI_SANS_JETON = 10

CARTE_TUILES = env.TUILES.lire()
CARTE_CREDIT = env.TUILES_CREDIT.lire()

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = politique(env.TUILES.lire())
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# L'aide d'un champ va sous son intitulé ; l'exemple dans le champ vient du formulaire, pas de l'intitulé.
BOOTSTRAP5 = {
    "set_placeholder": False,
    "required_css_class": "obligatoire",
    "field_renderers": {"default": "clauses.fond.socle.rendu.ChampAideSousLIntitule"},
}

MESSAGE_TAGS = {niveaux.ERROR: "danger", niveaux.DEBUG: "secondary"}

# Ce qu'a le droit de prendre le processus qui lit un fichier venu du dehors : voir clauses/fond/socle/a_part.
LECTURE_A_PART: dict[str, Any] = {
    "memoire": env.LECTURE_MEMOIRE.lire(),
    "calcul": env.LECTURE_CALCUL.lire(),
    "calcul_par_mo": env.LECTURE_CALCUL_PAR_MO.lire(),
    "rendu": env.LECTURE_RENDU.lire(),
    "attente": env.LECTURE_ATTENTE.lire(),
    "verrou": env.VAR.lire() / "lecture.verrou",
}

# La saisie d'un mois de cent personnes dépasse les mille champs que Django accepte d'ordinaire.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000_000  # hors fichiers ; un tableau collé de 1,5 Mo en pèse deux, mis en base 64
# Ce que pèse toute une requête, en octets : voir config/corps.py.
CORPS_ANONYME = env.CORPS_ANONYME.lire() * 1_000
CORPS_MAX = env.CORPS_MAX.lire() * 1_000_000
DISQUE_MINIMAL_MO = 500  # en dessous, /sante le dit

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "ligne": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "filters": {"hotes": {"()": "config.journal.HotesRefuses"}},
    "handlers": {
        "sortie": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "ligne"},
    },
    "root": {"handlers": ["sortie"], "level": "WARNING"},
    "loggers": {
        "clauses": {"level": "INFO"},
        "config": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.security.DisallowedHost": {"filters": ["hotes"]},
    },
}
