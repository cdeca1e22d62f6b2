"""Les noms que les producteurs donnent au même fait : `acheteur.id`, `acheteur_id`, `idAcheteur`, `ACHETEURS_ID`.

Chacun est ramené à sa clé (minuscules, sans signe), et la clé au champ qu'elle remplit.
"""

import re
from functools import lru_cache

from clauses.fond.socle.valeurs import cle_de_texte

SYNONYMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "marcheid", "idmarche", "identifiantmarche", "numeromarche"),
    "acheteur_id": (
        "acheteurid",
        "idacheteur",
        "acheteursid",
        "acheteursiret",
        "siretacheteur",
        "termacheteurid",
        "autoriteconcedanteid",
        "idautoriteconcedante",
    ),
    "acheteur_nom": (
        "acheteurnom",
        "nomacheteur",
        "acheteursnom",
        "acheteurdenomination",
        "termacheteurnom",
        "autoriteconcedantenom",
        "nomautoriteconcedante",
    ),
    "objet": ("objet", "objetmarche", "marcheobjet"),
    "nature": ("nature", "naturemarche", "natureobjetmarche"),
    "genre": ("genrepublie",),
    "type": ("type", "typemarche"),
    "cpv": ("codecpv", "cpvcode", "cpv", "codecpvcode", "codecpvoriginal"),
    "procedure": ("procedure", "procedurepassation"),
    "techniques": ("techniques", "technique", "techniquestechnique"),
    "modalites": ("modalitesexecution", "modaliteexecution", "modalitesexecutionmodaliteexecution"),
    "id_accord_cadre": ("idaccordcadre",),
    "montant": ("montant", "montantht", "montantmarche"),
    "valeur_globale": ("valeurglobale",),
    "duree": ("dureemois", "dureeenmois"),
    "date_notification": ("datenotification", "notificationdate"),
    "date_signature": ("datesignature",),
    "date_debut": ("datedebutexecution",),
    "date_publication": ("datepublicationdonnees", "publicationdate", "datepublicationdonnee", "datepublication"),
    "lieu_code": ("lieuexecutioncode", "lieuexeccode", "lieuxexecutioncode", "codelieuexecution"),
    "lieu_type": ("lieuexecutiontypecode", "lieuexectype", "lieuxexecutiontypecode", "typecodelieuexecution"),
    "lieu_nom": ("lieuexecutionnom", "lieuexecnom", "lieuxexecutionnom", "nomlieuexecution"),
    "considerations": ("considerationssociales", "considerationsociale", "considerationssocialesconsiderationsociale"),
    "sous_traitance": ("soustraitancedeclaree",),
    "actes": ("actessoustraitance", "actesoustraitance"),
    "modifications_actes": ("modificationsactessoustraitance", "modificationsactesoustraitance"),
    "offres": ("offresrecues", "nboffresrecues", "nombreoffresrecues"),
    "ccag": ("ccag",),
    "groupement": ("typegroupementoperateurs",),
    "forme_prix": ("formeprix", "prixforme"),
    "types_prix": ("typesprix", "typeprix", "typesprixtypeprix"),
    "modifications": ("modifications", "modification"),
    "objet_modification": ("objetmodification",),
    "donnees_actuelles": ("donneesactuelles",),
    "source": ("source", "sourceopendata", "sourcedataset"),
}
_CANONIQUE = {cle: nom for nom, cles in SYNONYMES.items() for cle in cles}

# Valeurs gardées entières (listes, arbres) : on ne les met pas à plat.
ARBRES = {
    cle
    for nom in (
        "techniques",
        "modalites",
        "considerations",
        "types_prix",
        "actes",
        "modifications_actes",
        "modifications",
    )
    for cle in SYNONYMES[nom]
} | {
    "titulaires",
    "titulaire",
    "concessionnaires",
    "concessionnaire",
    "titulairesmodification",
    "modificationtitulaires",
    "donneesexecution",
}

# De quoi reconnaître un marché d'un enregistrement à l'autre, à plat ou dans son objet.
_REPERES = {c for n in ("id", "acheteur_id", "donnees_actuelles") for c in SYNONYMES[n]} | {
    "acheteur",
    "acheteurs",
    "autoriteconcedante",
    "term",
    "fields",
    "properties",
    "record",
}

_TITULAIRE = re.compile(
    r"^(?:titulaires?|concessionnaires?|cotitulaires?|attributaires?)(?P<n1>\d*)(?P<champ1>[a-z]+?)(?P<n2>\d*)$"
    r"|^(?P<champ2>id|siret|typeidentifiant|denomination|denominationsociale|nom)"
    r"(?P<qui>titulaires?|cotitulaires?|concessionnaires?|etablissement)(?P<n3>\d*)$"
)
_CHAMPS_TITULAIRE = {
    "id": "id",
    "siret": "id",
    "identifiant": "id",
    "typeidentifiant": "type",
    "idtype": "type",
    "nom": "nom",
    "denominationsociale": "nom",
    "denomination": "nom",
    "raisonsociale": "nom",
}
MODIFICATION = {
    "idmodification": "id",
    "modificationid": "id",
    "objetmodification": "objet",
    "modificationobjetmodification": "objet",
    "modifobjet": "objet",
    "montantmodification": "montant",
    "modificationmontant": "montant",
    "modifmarchemontant": "montant",
    "dureemoismodification": "duree",
    "modificationdureemois": "duree",
    "modifdureemois": "duree",
    "datenotificationmodification": "date",
    "datenotificationmodificationmodification": "date",
    "modificationdatenotificationmodification": "date",
    "modifsignaturedate": "date",
    "datesignaturemodification": "date",
    "datepublicationdonneesmodification": "publication",
    "datepublicationdonneesmodificationmodification": "publication",
    "modificationdatepublicationdonneesmodification": "publication",
    "modifpublicationdate": "publication",
    "titulairesmodification": "titulaires",
    "modificationtitulaires": "titulaires",
    "idtitulairemodification": "titulaire_id",
    "modiftitulairesid": "titulaire_id",
    "typeidentifianttitulairemodification": "titulaire_type",
    "modiftitulairesidtype": "titulaire_type",
    "modiftitulairesdenomination": "titulaire_nom",
}
_ACTE = {
    "idactesoustraitance": "id",
    "idactessoustraitance": "id",
    "dureemoisactesoustraitance": "dureemois",
    "dureemoissoustraitance": "dureemois",
    "montantactesoustraitance": "montant",
    "montantsoustraitance": "montant",
    "datenotificationactesoustraitance": "datenotification",
    "datenotificationsoustraitance": "datenotification",
    "idsoustraitant": "soustraitant_id",
    "typeidentifiantsoustraitant": "soustraitant_type",
}


@lru_cache(maxsize=4096)
def cle_colonne(nom: str) -> str:
    """« acheteur.id », « ACHETEUR_ID » et « acheteurId » donnent « acheteurid »."""
    if nom == "_type":
        return "genrepublie"  # à ne pas confondre avec la colonne « type » (travaux, services…)
    return cle_de_texte(nom).replace(" ", "")


@lru_cache(maxsize=4096)
def role(cle: str) -> tuple[str, str, str]:
    """(genre, rang, nom) d'une clé : champ, acte, arbre, titulaire, ou rien d'utile."""
    if nom := _CANONIQUE.get(cle):
        return "champ", "", nom
    if nom := _ACTE.get(cle):
        return "acte", "", nom
    if cle in ARBRES:
        return "arbre", "", "concession" if cle.startswith("concession") else ""
    trouve = _TITULAIRE.match(cle)
    nom = _CHAMPS_TITULAIRE.get(trouve["champ1"] or trouve["champ2"]) if trouve else None
    if trouve is None or nom is None:
        return "", "", ""
    co = "co" if "cotitulaire" in cle else ""
    return "titulaire", co + (trouve["n1"] or trouve["n2"] or trouve["n3"] or ""), nom


@lru_cache(maxsize=4096)
def designe(cle: str) -> bool:
    """Vrai d'une colonne qui dit de quel marché il s'agit, ou l'identifiant d'une de ses entreprises."""
    genre, _, nom = role(cle)
    return cle in _REPERES or (genre, nom) == ("titulaire", "id") or cle.startswith(("titulaire", "concessionnaire"))
