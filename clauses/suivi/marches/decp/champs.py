"""Mettre au propre un champ publié : réparer ce qui est certain et le dire, refuser le reste."""

import datetime as dt
import html
import re
from decimal import ROUND_CEILING, Decimal

from clauses.fond.socle.valeurs import (
    CelluleInvalide,
    cle_de_texte,
    contient_nir,
    lire_date,
    lire_decimal,
    lire_siret,
    lire_texte,
    reparer_mojibake,
)

from .colonnes import est_rien, textes
from .faits import Carnet, Lieu, Rejet

OBJET_MAX = 1000  # longueur maximale du champ « objet », arrêté du 22 décembre 2022
DATE_MIN = dt.date(1995, 1, 1)  # un marché encore publié ne peut guère avoir été notifié avant
MONTANT_MAX = Decimal(10_000_000_000)
DUREE_MAX = 1200
DUREE_ETONNANTE = 240

_ENTITES = re.compile(r"&(?:#\d{2,5}|#x[0-9a-fA-F]{2,4}|[a-zA-Z]{2,8});")
_SCIENTIFIQUE = re.compile(r"^\d+[.,]\d+e\+?\d+$", re.IGNORECASE)


def texte(champ: str, valeur: object, carnet: Carnet, longueur_max: int = 20_000) -> str:
    """Un texte nettoyé ; caractères déformés rétablis s'ils le sont à coup sûr, sinon signalés."""
    if est_rien(valeur):
        return ""
    brut = str(valeur)
    lu, change = reparer_mojibake(brut)
    if _ENTITES.search(lu):
        lu, change = html.unescape(lu), True
    lu = lire_texte(lu, longueur_max=10_000_000)
    if change:
        carnet.noter(champ, brut, "des caractères étaient déformés ; ils ont été rétablis.")
    if "\ufffd" in lu:
        carnet.noter(champ, lu, "des caractères ont été perdus par le producteur (« \ufffd ») ; à corriger à la main.")
    if len(lu) > longueur_max:
        carnet.noter(champ, lu, f"texte coupé à {longueur_max} caractères.")
        lu = lu[: longueur_max - 1] + "…"
    return lu


def identifiant(valeur: object, carnet: Carnet) -> str:
    """L'identifiant interne du marché ; refusé s'il manque ou si un tableur l'a abîmé."""
    if isinstance(valeur, float | Decimal) and valeur == int(valeur):
        valeur = int(valeur)
    lu = texte("id", valeur, carnet)
    if not lu:
        raise Rejet("id", valeur, "l'identifiant du marché manque.", "Compléter l'identifiant dans le fichier.")
    if _SCIENTIFIQUE.match(lu):
        raise Rejet(
            "id",
            lu,
            "un tableur a remplacé l'identifiant par une notation scientifique.",
            "Repartir du fichier d'origine, sans l'ouvrir dans un tableur.",
        )
    if contient_nir(lu):
        raise Rejet(
            "id",
            "",
            "l'identifiant du marché a la forme d'un numéro de sécurité sociale.",
            "Si c'est bien celui du marché, le couper d'un tiret dans le fichier (2021-0612…), ou créer ce marché à la "
            "main.",
        )
    return lu


def siret_acheteur(valeur: object, carnet: Carnet) -> str:
    """Le SIRET de l'acheteur, clé vérifiée ; refusé s'il manque ou s'il est faux."""
    if est_rien(valeur):
        raise Rejet("acheteur.id", valeur, "le SIRET de l'acheteur manque.", "Compléter le SIRET dans le fichier.")
    remarques: list[str] = []
    try:
        siret = lire_siret(_sans_decimales(valeur), remarques=remarques)
    except CelluleInvalide as refus:
        raise Rejet("acheteur.id", valeur, refus.message, refus.remede) from refus
    for remarque in remarques:
        carnet.noter("acheteur.id", valeur, remarque)
    assert siret is not None
    if siret != str(_sans_decimales(valeur)).strip() and not remarques:
        carnet.noter("acheteur.id", valeur, "écriture du SIRET normalisée.")
    return siret


def _sans_decimales(valeur: object) -> object:
    return int(valeur) if isinstance(valeur, Decimal) and valeur == int(valeur) else valeur


def date_obligatoire(champ: str, valeur: object, jour: dt.date) -> dt.date | None:
    """Une date certaine, ou None si rien n'est écrit ; refusée si elle est illisible, absurde ou à venir."""
    if est_rien(valeur):
        return None
    try:
        lue = lire_date(valeur, minimum=DATE_MIN, maximum=dt.date(2100, 12, 31))
    except CelluleInvalide as refus:
        raise Rejet(champ, valeur, refus.message, "Corriger la date dans le fichier.") from refus
    if lue is not None and lue > jour:
        raise Rejet(
            champ, valeur, f"la date est dans l'avenir (au {jour:%d/%m/%Y}).", "Corriger la date dans le fichier."
        )
    return lue


def date_facultative(champ: str, valeur: object, jour: dt.date, carnet: Carnet) -> dt.date | None:
    """Une date, ou None ; une date illisible ou à venir est ignorée et signalée."""
    try:
        return date_obligatoire(champ, valeur, jour)
    except Rejet as refus:
        carnet.noter(champ, valeur, f"{refus.motif} Date ignorée.")
        return None


def montant(champ: str, valeur: object, carnet: Carnet, *, peut_etre_nul: bool = False) -> Decimal | None:
    """Un montant en euros HT, ou None avec un avertissement s'il ne peut pas être un vrai montant.

    Refuse un montant négatif : le signe ne s'interprète pas.
    """
    if est_rien(valeur):
        if not peut_etre_nul:
            carnet.noter(champ, "", "aucun montant n'est publié.")
        return None
    try:
        lu = lire_decimal(valeur, point_decimal=True)
    except CelluleInvalide as refus:
        carnet.noter(champ, valeur, f"{refus.message} Montant ignoré.")
        return None
    assert lu is not None
    if lu < 0:
        raise Rejet(champ, valeur, "le montant est négatif.", "Corriger le montant dans le fichier.")
    if est_un_bouche_trou(lu):
        carnet.noter(champ, valeur, "ce n'est manifestement pas un montant réel ; à compléter.")
        return None
    return lu.quantize(Decimal("0.01")) if lu != lu.to_integral_value() else Decimal(int(lu))


def est_un_bouche_trou(montant: Decimal) -> bool:
    """99 999 999, 1 111 111, 123 456 789 : des chiffres tapés pour remplir la case, ou un montant impossible.

    Des trois et des six répétés sont d'abord des tiers (10 000 000 / 3).
    """
    chiffres = str(int(montant))
    repetes = len(set(chiffres)) == 1 and chiffres[0] not in "36" and len(chiffres) >= (6 if chiffres[0] == "9" else 7)
    suite = len(chiffres) >= 6 and "1234567890".startswith(chiffres)
    return montant <= 1 or montant > MONTANT_MAX or repetes or suite


def duree(champ: str, valeur: object, carnet: Carnet) -> int | None:
    """Une durée en mois, ou None avec un avertissement si elle est absente ou absurde."""
    if est_rien(valeur):
        return None
    try:
        lue = lire_decimal(valeur, point_decimal=True)
    except CelluleInvalide:
        carnet.noter(champ, valeur, "la durée n'est pas un nombre de mois ; ignorée.")
        return None
    assert lue is not None
    if not 0 < lue <= DUREE_MAX:
        carnet.noter(champ, valeur, "la durée en mois est impossible ; ignorée.")
        return None
    mois = int(lue.to_integral_value(ROUND_CEILING))
    if mois != lue:
        carnet.noter(champ, valeur, f"durée arrondie à {mois} mois.")
    if mois > DUREE_ETONNANTE:
        carnet.noter(champ, valeur, "la durée dépasse vingt ans ; à vérifier.")
    return mois


def entier(champ: str, valeur: object, carnet: Carnet) -> int | None:
    """Un nombre entier positif, ou None."""
    if est_rien(valeur):
        return None
    try:
        lu = lire_decimal(valeur, point_decimal=True)
    except CelluleInvalide:
        carnet.noter(champ, valeur, "ce n'est pas un nombre ; ignoré.")
        return None
    return int(lu) if lu is not None and 0 <= lu < 100_000 else None


def oui_non(valeur: object) -> bool | None:
    """Oui, non, ou None si rien de clair n'est publié."""
    if isinstance(valeur, bool):
        return valeur
    return {"oui": True, "true": True, "1": True, "non": False, "false": False, "0": False}.get(
        cle_de_texte(str(valeur))
    )


_TYPES_DE_LIEU = {
    "code postal": "code_postal",
    "code commune": "code_commune",
    "code arrondissement": "code_arrondissement",
    "code canton": "code_canton",
    "code departement": "code_departement",
    "code region": "code_region",
    "code pays": "code_pays",
}


def lieu(code: object, type_code: object, nom: object, carnet: Carnet) -> Lieu | None:
    """Le lieu d'exécution ; rétablit le zéro perdu d'un code postal ou de commune."""
    if isinstance(code, float | Decimal) and code == int(code):
        code = int(code)
    lu = texte("lieuExecution.code", code, carnet)
    intitule = texte("lieuExecution.nom", nom, carnet)
    genre = _TYPES_DE_LIEU.get(cle_de_texte(texte("lieuExecution.typeCode", type_code, carnet)), "")
    if genre in ("code_postal", "code_commune") and len(lu) == 4 and lu.isdigit():
        carnet.noter("lieuExecution.code", lu, f"zéro perdu en tête, rétabli (0{lu}).")
        lu = f"0{lu}"
    return Lieu(lu, genre, intitule) if lu or intitule else None


_CONSIDERATIONS = {
    "clause sociale": "clause_sociale",
    "critere social": "critere_social",
    "marche reserve": "marche_reserve",
    "concession reservee": "marche_reserve",
    "pas de consideration sociale": "aucune",
    "aucune": "aucune",
    "sans objet": "aucune",
    "non": "aucune",
}


def considerations(valeur: object, carnet: Carnet) -> frozenset[str]:
    """Les considérations sociales publiées, sous les codes de `Avis.considerations_sociales`."""
    trouvees = set()
    for publie in textes(valeur):
        lu = texte("considerationsSociales", publie, carnet)
        if est_rien(lu):
            continue
        code = _CONSIDERATIONS.get(cle_de_texte(lu)) or _consideration_approchee(cle_de_texte(lu))
        if code is None:
            carnet.noter("considerationsSociales", lu, "considération inconnue de l'arrêté ; ignorée.")
        else:
            trouvees.add(code)
    if "aucune" in trouvees and len(trouvees) > 1:
        carnet.noter(
            "considerationsSociales",
            ", ".join(textes(valeur)),
            "« Pas de considération sociale » contredit les autres valeurs ; elle est écartée.",
        )
        trouvees.discard("aucune")
    return frozenset(trouvees or {"non_renseigne"})


def _consideration_approchee(cle: str) -> str | None:
    """Un libellé proche de ceux de l'arrêté (« clauses sociales », « marchés réservés », « critère »)."""
    if cle.startswith("pas de") or cle.startswith("aucun"):
        return "aucune"
    if "reserv" in cle:
        return "marche_reserve"
    if "critere" in cle:
        return "critere_social"
    if "clause" in cle or "condition" in cle or "insertion" in cle:
        return "clause_sociale"
    return None
