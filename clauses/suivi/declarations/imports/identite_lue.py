"""Lire la personne d'une ligne : son identité, de quoi la joindre, ce qu'elle dit de ses publics."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from clauses.fond.socle.imports.cellules import Cellules
from clauses.fond.socle.valeurs import (
    CelluleInvalide,
    cle_de_texte,
    lire_code_postal,
    lire_date,
    lire_oui_non,
    lire_sexe,
)
from clauses.fond.socle.valeurs.dates import NAISSANCE_MIN
from clauses.suivi.declarations.imports import formats, vocabulaire
from clauses.suivi.declarations.imports.doublons import DOSSIER, SANS_NOM
from clauses.suivi.declarations.imports.repertoire import Fiche, Repertoire
from regles.calendrier import ajouter_mois
from regles.statuts import nie_le_quartier

AGE_AU_MOINS = 14  # au jour de l'import : plus jeune, c'est une autre date, ou une faute


def lire_personne(cellules: Cellules, repertoire: Repertoire, jour: date) -> tuple[dict[str, Any], tuple[Any, ...]]:
    """(les champs remplis, les fiches neuves dont ils dépendent). L'adresse n'est pas reprise."""
    prescripteur = _prescripteur(cellules, repertoire)
    lues: dict[str, Any] = {
        "dossier": cellules.texte(formats.DOSSIER, 40),
        "nom": cellules.texte(formats.NOM, 80),
        "prenom": cellules.texte(formats.PRENOM, 80),
        "sexe": _souple(cellules, formats.SEXE, lire_sexe),
        "date_naissance": _naissance(cellules, jour),
        "code_postal": _code_postal(cellules, repertoire),
        "commune": cellules.texte(formats.COMMUNE, 120),
        "niveau": _niveau(cellules),
        "telephone": _telephone(cellules),
        "courriel": _courriel(cellules),
        "prescripteur_id": prescripteur.pk if prescripteur else None,
        **_quartier(cellules),
    }
    remplies = {nom: valeur for nom, valeur in lues.items() if valeur not in ("", None)}
    return remplies, prescripteur.neuves if prescripteur else ()


def nommer(lues: dict[str, Any], cle: str, cellules: Cellules) -> dict[str, Any]:
    """Une personne que l'export ne nomme pas reçoit un nom de reprise, stable ; son âge est gardé en observation."""
    if lues.get("nom") and lues.get("prenom"):
        return lues
    age = cellules.nombre(formats.AGE, 120)
    if lues.get("dossier"):
        identite = {"prenom": DOSSIER, "nom": lues["dossier"]}
    else:
        identite = {"prenom": SANS_NOM, "nom": f"n° {cle[:8]}-{cle.rsplit(':', 1)[1]}"}
    observation = f"Âge noté dans l'ancien outil : {age:.0f} ans." if age is not None else ""
    return {**lues, **identite, "observation": observation}


def lire_statuts(cellules: Cellules, jour: date) -> dict[str, str]:
    """Les critères à noter, qui valent ce `jour` ; un état nié, terminé ou incertain est remarqué."""
    remarques: list[str] = []
    codes = vocabulaire.statuts(cellules.texte(formats.STATUT, 1000), jour, remarques)
    for remarque in remarques:
        cellules.remarquer(f"{formats.STATUT}\u00a0: {remarque}")
    return codes


def _souple(cellules: Cellules, champ: str, lecteur: Any) -> Any:
    """Une donnée facultative illisible est laissée de côté, et remarquée."""
    try:
        return lecteur(cellules.brute(champ))
    except CelluleInvalide as erreur:
        cellules.remarquer(f"{champ} : {erreur.message} Laissé de côté.")
        return None


def _naissance(cellules: Cellules, jour: date) -> date | None:
    def lire(valeur: object) -> date | None:
        maximum = ajouter_mois(jour, -12 * AGE_AU_MOINS)
        return lire_date(valeur, minimum=NAISSANCE_MIN, maximum=maximum, remarques=cellules.remarques)

    return _souple(cellules, formats.NAISSANCE, lire)


def _code_postal(cellules: Cellules, repertoire: Repertoire) -> str:
    """Quatre chiffres : un zéro perdu, ou un code d'un pays voisin ; la commune, si elle est dite, en décide."""
    lu = _souple(cellules, formats.CODE_POSTAL, lire_code_postal) or ""
    ecrit, commune = cellules.texte(formats.CODE_POSTAL, 40).removesuffix(".0"), cellules.texte(formats.COMMUNE, 120)
    if not lu or len(ecrit) != 4:
        return str(lu)
    if repertoire.est_dans(commune, lu[:2]) is False:
        ou = f"quatre chiffres, et {commune} n'est pas une commune de ce département ({lu[:2]})"
        cellules.remarquer(f"{formats.CODE_POSTAL} : « {ecrit} » a {ou} ; un code étranger ? Laissé de côté.")
        return ""
    lire_code_postal(ecrit, remarques=cellules.remarques)
    return str(lu)


def _prescripteur(cellules: Cellules, repertoire: Repertoire) -> Fiche | None:
    nom = cellules.texte(formats.PRESCRIPTEUR)
    if not nom or vocabulaire.PAS_UN_PRESCRIPTEUR.search(cle_de_texte(nom)):
        return None
    return repertoire.structure(formats.PRESCRIPTEUR, nom, dire=cellules.remarquer)


def _niveau(cellules: Cellules) -> str:
    cle = cellules.cle(formats.NIVEAU)
    trouve = vocabulaire.niveau(cle)
    if cle and trouve is None:
        cellules.remarquer(f"{formats.NIVEAU} : « {cellules.texte(formats.NIVEAU)} » est inconnu. Laissé de côté.")
    return trouve or ""


def _telephone(cellules: Cellules) -> str:
    numeros = [n for n in (cellules.texte(formats.MOBILE), cellules.texte(formats.FIXE)) if n]
    courts = [n for n in numeros if len(n) <= 20]
    if numeros and not courts:
        cellules.remarquer("Téléphone trop long (20 caractères au plus). Laissé de côté.")
    return next(iter(courts), "")


def _courriel(cellules: Cellules) -> str:
    adresse = cellules.texte(formats.COURRIEL)
    try:
        validate_email(adresse or "personne@exemple.test")
    except ValidationError:
        cellules.remarquer(f"« {adresse} » n'est pas une adresse électronique. Laissée de côté.")
        return ""
    return adresse


def _quartier(cellules: Cellules) -> dict[str, str]:
    """« Oui », « non », ou le nom du quartier prioritaire ; le quartier ordinaire n'en fait pas un habitant."""
    qpv, quartier = cellules.texte(formats.QPV, 120), cellules.texte(formats.QUARTIER, 120)
    if not qpv:
        return {"quartier": quartier}
    try:
        return {"qpv": "oui" if lire_oui_non(qpv) else "non", "quartier": quartier}
    except CelluleInvalide:
        return {"qpv": "non", "quartier": quartier} if nie_le_quartier(qpv) else {"qpv": "oui", "quartier": qpv}
