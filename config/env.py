"""Chaque variable d'environnement, une seule fois : son type, sa valeur par défaut, son usage.

Aucun autre fichier Python ne lit l'environnement. `docs/exploitation.md` les documente toutes, et un test
de cohérence compare les deux listes. La lecture et les contrôles sont ceux d'environs ; les refus, en français.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from environs import Env, EnvValidationError, ValidationError, validate

T = TypeVar("T")

RACINE = Path(__file__).resolve().parent.parent
VRAI = {"1", "oui", "vrai", "true", "yes", "on"}
FAUX = {"0", "non", "faux", "false", "no", "off"}
_env = Env()


class VariableInvalide(ValueError):
    """Une variable d'environnement porte une valeur que son type refuse."""


@dataclass(frozen=True)
class Variable(Generic[T]):
    """Une variable : `lire()` donne sa valeur typée, ou sa valeur par défaut si elle est absente ou vide.

    `lecture` reçoit le nom de la variable ; c'est une méthode d'environs, ou l'une des nôtres, plus bas.
    """

    nom: str
    lecture: Callable[[str], T]
    defaut: T
    aide: str

    def lire(self) -> T:
        brut = _env.str(self.nom, "").strip()
        if not brut:
            return self.defaut
        try:
            return self.lecture(self.nom)
        except EnvValidationError as erreur:
            raison = " ".join(str(message) for message in erreur.error_messages)
            raise VariableInvalide(f"{self.nom}={brut!r} est invalide : {raison}") from erreur


def booleen(nom: str) -> bool:
    """« oui », « 1 », « non », « 0 »… ; toute autre valeur est refusée plutôt que devinée."""
    brut = _env.str(nom).strip().lower()
    if brut not in VRAI | FAUX:
        raise EnvValidationError(nom, ["attendu : oui ou non"])
    return brut in VRAI


def entier(minimum: int, maximum: int | None, attendu: str) -> Callable[[str], int]:
    def lire(nom: str) -> int:
        try:
            return _env.int(nom, validate=validate.Range(min=minimum, max=maximum))
        except EnvValidationError as erreur:
            raise EnvValidationError(nom, [attendu]) from erreur

    return lire


def liste(nom: str) -> tuple[str, ...]:
    morceaux: list[str] = _env.list(nom)
    return tuple(morceau.strip() for morceau in morceaux if morceau.strip())


def chemin(nom: str) -> Path:
    return _env.path(nom).expanduser().absolute()


def texte(*controles: Callable[[str], Any]) -> Callable[[str], str]:
    return lambda nom: _env.str(nom, validate=list(controles)).strip()


def _est_http(brut: str) -> None:
    url = urlsplit(brut.strip())
    if url.scheme not in {"http", "https"} or not url.netloc:
        raise ValidationError("attendu : une adresse comme https://clause.exemple.fr")


def adresse_http(nom: str) -> str:
    return texte(_est_http)(nom).rstrip("/")


def _modele_de_tuiles(brut: str) -> None:
    """Un modèle d'adresse https où {z}, {x} et {y} disent la tuile ; l'hôte est fixe, pour la politique de sécurité."""
    url = urlsplit(brut.strip())
    if url.scheme != "https" or "{" in url.netloc or not all(repere in brut for repere in ("{z}", "{x}", "{y}")):
        raise ValidationError("attendu : https://hote/{z}/{x}/{y}.png")


REGLAGES = Variable(
    "DJANGO_SETTINGS_MODULE",
    texte(),
    "config.settings.demo",
    "Module de réglages : config.settings.demo (sur ce poste, en http) ou config.settings.production "
    "(derrière un frontal https).",
)
VAR = Variable(
    "CLAUSE_OUVERTE_VAR",
    chemin,
    RACINE / "var",
    "Dossier de ce qui change : base embarquée, clé secrète, fichiers déposés. Par défaut, var/ dans le projet.",
)
DATABASE_URL = Variable(
    "DATABASE_URL",
    texte(),
    "",
    "postgresql://utilisateur:motdepasse@hote:5432/base. Absente : PostgreSQL embarqué.",
)
DATABASE_URL_PROPRIETAIRE = Variable(
    "DATABASE_URL_PROPRIETAIRE",
    texte(),
    "",
    "Même base, rôle propriétaire des tables, employé par les migrations. Absente : le rôle de DATABASE_URL.",
)
BASE_DE_TEST: Variable[Path | None] = Variable(
    "CLAUSE_OUVERTE_BASE_DE_TEST",
    chemin,
    None,
    "Dossier du PostgreSQL jetable des tests. Posée par pytest pour ses processus ; rien à y mettre.",
)
COMPTE_POSTGRESQL = Variable(
    "CLAUSE_OUVERTE_COMPTE_POSTGRESQL",
    texte(),
    "nobody",
    "Compte sans privilège sous lequel tourne le PostgreSQL embarqué quand la commande est lancée par root.",
)
CLE_SECRETE = Variable(
    "CLAUSE_OUVERTE_CLE_SECRETE",
    texte(),
    "",
    "Clé de signature des sessions. Absente : tirée au sort une fois, gardée dans le dossier var, "
    "lisible de son seul propriétaire.",
)
HOTES: Variable[tuple[str, ...]] = Variable(
    "CLAUSE_OUVERTE_HOTES",
    liste,
    (),
    "Noms d'hôte servis, séparés par des virgules. Obligatoire en production ; en démonstration, s'ajoutent "
    "à localhost.",
)
DEBUG = Variable(
    "CLAUSE_OUVERTE_DEBUG",
    booleen,
    False,
    "Pages d'erreur détaillées de Django. Ignorée en production.",
)
ADRESSE = Variable("ADRESSE", texte(), "127.0.0.1", "Adresse d'écoute du site.")
PORT = Variable("PORT", entier(1, 65535, "attendu : un port entre 1 et 65535"), 8000, "Port d'écoute du site.")
SERVEURS = Variable(
    "CLAUSE_OUVERTE_SERVEURS",
    entier(1, None, "attendu : un entier d'au moins 1"),
    2,
    "Nombre de processus qui servent le site.",
)
CHROMIUM = Variable(
    "CHROMIUM",
    texte(),
    "",
    "Chemin du navigateur des parcours. Absente : chromium-headless-shell, chromium, chromium-browser ou "
    "google-chrome, le premier qui existe.",
)
DONNEES: Variable[Path | None] = Variable(
    "CLAUSE_OUVERTE_DONNEES",
    chemin,
    None,
    "Dossier de données publiques réelles (hors du dépôt), que lisent les tests marqués donnees_reelles.",
)
CAPTURES: Variable[Path | None] = Variable(
    "CLAUSE_OUVERTE_CAPTURES",
    chemin,
    None,
    "Dossier où les parcours écrivent une image de chaque page qu'ils visitent. Absente : aucune image.",
)

ADRESSE_DU_SITE = Variable(
    "CLAUSE_OUVERTE_ADRESSE_DU_SITE",
    adresse_http,
    "",
    "Adresse publique du site, mise dans les courriels : https://clause.exemple.fr. Absente : https et le premier "
    "de CLAUSE_OUVERTE_HOTES, sinon l'adresse d'écoute.",
)
COURRIEL = Variable(
    "CLAUSE_OUVERTE_COURRIEL",
    texte(),
    "",
    "Serveur d'envoi : smtp://utilisateur:motdepasse@hote:587 (STARTTLS) ou smtps://…:465. Absente : le site "
    "n'envoie rien, et donne les messages à copier.",
)
EXPEDITEUR = Variable(
    "CLAUSE_OUVERTE_EXPEDITEUR",
    texte(),
    "",
    "Adresse d'expéditeur des courriels, par exemple clause@exemple.fr. Obligatoire avec CLAUSE_OUVERTE_COURRIEL.",
)
TUILES = Variable(
    "CLAUSE_OUVERTE_TUILES",
    texte(_modele_de_tuiles),
    "",
    "Modèle d'adresse des tuiles des cartes : https://tuiles.exemple.fr/{z}/{x}/{y}.png. Son hôte est alors permis "
    "aux images. Absente : cartes sans fond.",
)
TUILES_CREDIT = Variable(
    "CLAUSE_OUVERTE_TUILES_CREDIT",
    texte(),
    "",
    "Mention due au producteur des tuiles, montrée en bas des cartes.",
)

PROXYS = Variable(
    "CLAUSE_OUVERTE_PROXYS",
    entier(0, 10, "attendu : un nombre de frontaux, de 0 à 10"),
    0,
    "Nombre de frontaux à vous entre le visiteur et le site ; chacun ajoute à X-Forwarded-For l'adresse de qui lui "
    "parle. 0 : l'adresse est celle de la connexion, et derrière un frontal tous les visiteurs n'en ont qu'une.",
)
SESSION_INACTIVE = Variable(
    "CLAUSE_OUVERTE_SESSION_INACTIVE",
    entier(1, 168, "attendu : un nombre d'heures, de 1 à 168"),
    12,
    "Heures sans s'en servir après lesquelles une session se ferme : le lendemain matin, on se connecte.",
)
SESSION_AU_PLUS = Variable(
    "CLAUSE_OUVERTE_SESSION_AU_PLUS",
    entier(1, 720, "attendu : un nombre d'heures, de 1 à 720"),
    24,
    "Heures après lesquelles une session se ferme, même en service.",
)

LECTURE_MEMOIRE = Variable(
    "CLAUSE_OUVERTE_LECTURE_MEMOIRE",
    entier(128, None, "attendu : un nombre de Mo, au moins 128"),
    400,
    "Mo que peut prendre le processus qui lit un fichier venu du dehors. Un fichier qui en demande plus est refusé.",
)
LECTURE_CALCUL = Variable(
    "CLAUSE_OUVERTE_LECTURE_CALCUL",
    entier(1, None, "attendu : un nombre de secondes, au moins 1"),
    6,
    "Secondes de calcul permises à la lecture d'un petit fichier ; s'y ajoutent celles de son poids.",
)
LECTURE_CALCUL_PAR_MO = Variable(
    "CLAUSE_OUVERTE_LECTURE_CALCUL_PAR_MO",
    entier(0, None, "attendu : un nombre de secondes"),
    3,
    "Secondes de calcul de plus par Mo de fichier.",
)
LECTURE_RENDU = Variable(
    "CLAUSE_OUVERTE_LECTURE_RENDU",
    entier(1, None, "attendu : un nombre de Mo"),
    2_000,
    "Mo que la lecture d'un fichier peut rendre, gardés sur le disque le temps de s'en servir.",
)
LECTURE_ATTENTE = Variable(
    "CLAUSE_OUVERTE_LECTURE_ATTENTE",
    entier(1, None, "attendu : un nombre de secondes"),
    30,
    "Secondes qu'un fichier attend que celui d'avant soit lu : il ne s'en lit qu'un à la fois sur la machine.",
)

HSTS_SOUS_DOMAINES = Variable(
    "CLAUSE_OUVERTE_HSTS_SOUS_DOMAINES",
    booleen,
    False,
    "https imposé aussi à tous les sous-domaines du site, pour un an. En production.",
)
HSTS_LISTE = Variable(
    "CLAUSE_OUVERTE_HSTS_LISTE",
    booleen,
    False,
    "Accepte l'inscription du domaine dans la liste https des navigateurs, dont on ne sort qu'en des mois. Demande "
    "CLAUSE_OUVERTE_HSTS_SOUS_DOMAINES.",
)
CORPS_ANONYME = Variable(
    "CLAUSE_OUVERTE_CORPS_ANONYME",
    entier(1, None, "attendu : un nombre de ko"),
    100,
    "Ko que peut peser l'envoi d'une personne sans compte ; la réponse à une demande d'offre en reçoit davantage.",
)
CORPS_MAX = Variable(
    "CLAUSE_OUVERTE_CORPS_MAX",
    entier(1, None, "attendu : un nombre de Mo"),
    64,
    "Mo que peut peser tout un envoi d'une personne connectée, fichiers compris. Au moins autant au frontal.",
)

VARIABLES: tuple[Variable, ...] = tuple(valeur for valeur in list(globals().values()) if isinstance(valeur, Variable))
