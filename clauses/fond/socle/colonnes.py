"""La colonne : une seule déclaration pour l'écran, l'XLSX, le CSV et leur documentation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db.models import Choices
from django.utils import timezone

from clauses.fond.socle.valeurs.affichage import ABSENT, en_date, en_mois, en_nombre, en_siret

Genre = Literal["texte", "heures", "euros", "date", "mois", "entier", "pourcent", "siret", "etat", "mots"]

UNITES: dict[str, str] = {"heures": "h", "euros": "€", "pourcent": "%"}
NUMERIQUES = frozenset({"heures", "euros", "entier", "pourcent"})
_GENRES_EN_MOTS = {
    "texte": "texte",
    "etat": "texte",
    "mots": "texte",
    "heures": "nombre d'heures",
    "euros": "montant en euros",
    "date": "date",
    "mois": "mois (premier jour)",
    "entier": "nombre entier",
    "pourcent": "pourcentage (126,5 vaut 126,5 %)",
    "siret": "texte de 14 chiffres",
}


@dataclass(frozen=True)
class Colonne:
    """Une colonne d'un tableau.

    `cle` : attribut ou clé de la ligne, pointé au besoin (« lot.numero »). `genre` dit comment lire et
    écrire la valeur (« mots », « etat » : un libellé ou une phrase à nous ; « texte » : ce qu'une personne a saisi).
    Un pourcentage vaut déjà cent fois la part. `largeur` en caractères, pour le tableur.
    `personnelle` : donnée de personne, retirée à qui n'en a pas le droit. `lire` remplace `cle` quand la
    valeur se calcule ; `montrer` ne sert qu'à l'écran (jauge, lien). `ou` : nulle part ailleurs qu'à l'écran, ou que
    dans le classeur. `titre_export` : l'intitulé du classeur, quand l'écran a moins de place.
    """

    cle: str
    titre: str
    genre: Genre = "texte"
    largeur: int = 16
    personnelle: bool = False
    aide: str = ""
    lire: Callable[[Any], Any] | None = None
    montrer: Callable[[Any], str] | None = None
    ou: Literal["partout", "ecran", "export"] = "partout"
    titre_export: str = ""

    @property
    def unite(self) -> str:
        """« h », « € », « % » ou rien : elle va dans l'en-tête, pas dans les cases."""
        return UNITES.get(self.genre, "")

    @property
    def titre_complet(self) -> str:
        return f"{self.titre} ({self.unite})" if self.unite else self.titre

    @property
    def est_numerique(self) -> bool:
        return self.genre in NUMERIQUES

    @property
    def est_de_nous(self) -> bool:
        """Ses mots sont les nôtres : ils sortent en bonne typographie ; ceux d'une personne restent tels quels."""
        return self.genre in ("mots", "etat")

    @property
    def genre_en_mots(self) -> str:
        return _GENRES_EN_MOTS[self.genre]

    def valeur(self, ligne: Any) -> Any:
        """La valeur brute de cette colonne. Lève KeyError ou AttributeError si la ligne ne l'a pas."""
        if self.lire is not None:
            return self.lire(ligne)
        for morceau in self.cle.split("."):
            if ligne is None:
                return None
            ligne = ligne[morceau] if isinstance(ligne, Mapping) else getattr(ligne, morceau)
        return ligne

    def texte(self, ligne: Any) -> str:
        """La valeur écrite en français, sans unité."""
        return ecrire(self.valeur(ligne), self.genre)


def ecrire(valeur: Any, genre: str) -> str:
    """Une valeur écrite en français selon son genre ; l'absence s'écrit « — »."""
    if valeur is None or valeur == "":
        return ABSENT
    if genre in NUMERIQUES:
        decimales = {"entier": 0, "pourcent": 1}.get(genre, 2)
        return en_nombre(valeur, decimales=decimales, fixes=genre == "euros" and valeur % 1 != 0)
    if genre == "date":
        return en_date(en_jour(valeur))
    if genre == "mois":
        return en_mois(en_jour(valeur))
    if genre == "siret":
        return en_siret(str(valeur))
    return str(valeur.label) if isinstance(valeur, Choices) else str(valeur)


def en_jour(valeur: date | datetime) -> date:
    """Le jour de Paris d'un instant ; un jour passe tel quel."""
    if isinstance(valeur, datetime):
        return timezone.localtime(valeur).date() if timezone.is_aware(valeur) else valeur.date()
    return valeur


def a_l_ecran(colonnes: Iterable[Colonne], *, avec_personnelles: bool) -> list[Colonne]:
    """Les colonnes du tableau de l'écran : sans le droit, les personnelles n'existent pas."""
    return [c for c in colonnes if c.ou != "export" and (avec_personnelles or not c.personnelle)]


def a_l_export(colonnes: Iterable[Colonne], *, avec_personnelles: bool) -> list[Colonne]:
    """Celles du classeur et du CSV, sous leurs intitulés."""
    gardees = (c for c in colonnes if c.ou != "ecran" and (avec_personnelles or not c.personnelle))
    return [replace(c, titre=c.titre_export) if c.titre_export else c for c in gardees]


def documentation(colonnes: Sequence[Colonne]) -> list[dict[str, str]]:
    """Une ligne par colonne (titre, genre, aide) : la documentation de l'export, à l'écran et dans « Lisez-moi »."""
    return [
        {
            "titre": c.titre_complet,
            "genre": c.genre_en_mots,
            "aide": c.aide,
            "personnelle": "oui" if c.personnelle else "",
        }
        for c in colonnes
    ]


def nombre_de(valeur: Any) -> Decimal | int | float:
    """La valeur comme nombre de tableur. Lève TypeError pour autre chose qu'un nombre."""
    if isinstance(valeur, bool) or not isinstance(valeur, Decimal | int | float):
        raise TypeError(f"{valeur!r} n'est pas un nombre")
    return valeur
