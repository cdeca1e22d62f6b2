"""Les mots de l'outil du métier, tels qu'on les y rencontre, et ce qu'ils valent ici.

Les clés sont sans accents ni casse ni ponctuation (`cle_de_texte`). Un mot inconnu rend `None` : l'appelant
décide s'il refuse la ligne ou s'il le remarque.
"""

import re
from collections.abc import Iterable
from datetime import date

from clauses.fond.socle.valeurs import cle_de_texte
from clauses.fond.structures.models import Famille, Nature
from clauses.suivi.declarations.models import ContratInsertion
from clauses.suivi.participants.models import Participant
from regles.statuts import lire_publics

Modalite, Type, Fin = ContratInsertion.Modalite, ContratInsertion.TypeContrat, ContratInsertion.MotifFin
Niveau = Participant.Niveau

_NATURES = {
    "etti": Nature.ETTI,
    "ai": Nature.AI,
    "association intermediaire": Nature.AI,
    "geiq": Nature.GEIQ,
    "eatt": Nature.EATT,
    "ett": Nature.ETT,
    "ei": Nature.EI,
    "entreprise d insertion": Nature.EI,
    "aci": Nature.ACI,
    "ea": Nature.EA,
    "esat": Nature.ESAT,
    "regie de quartier": Nature.REGIE,
    "eiti": Nature.EITI,
}
_METTENT_A_DISPOSITION = {Nature.ETTI, Nature.AI, Nature.GEIQ, Nature.EATT, Nature.ETT}
_MODALITES = {
    "embauche directe": Modalite.EMBAUCHE_DIRECTE,
    "mise a disposition": Modalite.MISE_A_DISPOSITION,
    "mad": Modalite.MISE_A_DISPOSITION,
    "interim": Modalite.MISE_A_DISPOSITION,
    "interim classique": Modalite.MISE_A_DISPOSITION,
    "sous traitance": Modalite.SOUS_TRAITANCE,
    "sous traitance goe": Modalite.SOUS_TRAITANCE,
    "cotraitance": Modalite.COTRAITANCE,
    "co traitance": Modalite.COTRAITANCE,
    "goe": Modalite.SOUS_TRAITANCE,
    "execution directe": Modalite.EXECUTION_DIRECTE,
    "marche reserve": Modalite.EXECUTION_DIRECTE,
}
_MODALITES |= {cle_de_texte(m.label): m for m in Modalite} | {cle_de_texte(m.value): m for m in Modalite}
# L'ordre compte : le plus précis d'abord.
_TYPES = (
    (r"^cdi ?c\b|chantier|contrat d operation", Type.CDI_CHANTIER),
    (r"cdi.*inclusion", Type.CDI_INCLUSION),
    (r"^cddi\b|cdd.*\binsertion", Type.CDDI),
    (r"^cddu\b|cdd.*\busage", Type.CDDU),
    (r"tremplin", Type.CDD_TREMPLIN),
    (r"^ctti\b|temporaire d insertion", Type.CTTI),
    (r"apprenti", Type.APPRENTISSAGE),
    (r"professionnalisation|^contrat pro\b", Type.PROFESSIONNALISATION),
    (r"\besat\b|soutien et d aide", Type.ESAT),
    (r"interim|^ctt\b|contrat de mission", Type.INTERIM),
    (r"^cdi\b|duree indeterminee", Type.CDI),
    (r"^cdd\b|duree determinee", Type.CDD),
)
_FINS = (
    (r"essai", Fin.ESSAI),
    (r"terme|fin de contrat|fin de mission|fin de chantier|echeance", Fin.TERME),
    (r"commun accord|conventionnelle|amiable", Fin.COMMUN_ACCORD),
    (r"demission|rupture.*salarie", Fin.DEMISSION),
    (r"licenciement|rupture.*employeur|faute", Fin.RUPTURE_EMPLOYEUR),
    (r"formation", Fin.FORMATION),
    (r"abandon", Fin.ABANDON),
    (r"embauche|\bcdi\b|emploi durable|nouveau contrat", Fin.EMBAUCHE),
)
_NIVEAUX = (
    (r"^(1|2|infra|vi|v ?bis|niveau (1|2|vi|v bis))\b|sans (diplome|qualification)|infra ?3|infra v\b", Niveau.INFRA3),
    (r"^(3|v|niveau (3|v))$|\bcap\b|\bbep\b", Niveau.NIVEAU3),
    (r"^(5|iii|niveau (5|iii))$|bac 2|\bbts\b|\bdut\b|\bdeug\b", Niveau.NIVEAU5),
    (r"^(6|7|8|ii|i|niveau (6|7|8|ii|i))$|bac [3-8]|licence|master|doctorat", Niveau.NIVEAU6),
    (r"^(4|iv|niveau (4|iv))$|\bbac\b|baccalaureat|brevet professionnel", Niveau.NIVEAU4),
)
_FAMILLES = (
    (r"mission locale|france travail|pole emploi|cap emploi|apec\b", Famille.SPE),
    (r"\bplie\b|maison de l emploi|\bmdee?f?\b", Famille.MDE_PLIE),
    (r"departement|conseil general|\bccas\b|commune|mairie|ville d|region|communaute|metropole", Famille.COLLECTIVITE),
    (r"prefecture|ddets|dreets|spip|ministere", Famille.ETAT),
    (r"habitat|\bhlm\b|\boph\b|logis", Famille.BAILLEUR),
    (r"association", Famille.ASSOCIATION),
)
# « L'entreprise elle-même » : personne n'a orienté la personne.
PAS_UN_PRESCRIPTEUR = re.compile(r"adjudicataire|attributaire|^entreprise$|^aucun|non renseigne|candidature spontanee")


def modalite(cle: str) -> tuple[str, str] | None:
    """(modalité, nature de l'employeur si le mot la dit) ; « etti » dit les deux."""
    if cle in _NATURES:
        nature = _NATURES[cle]
        sorte = Modalite.MISE_A_DISPOSITION if nature in _METTENT_A_DISPOSITION else Modalite.SOUS_TRAITANCE
        return str(sorte), str(nature)
    return (str(_MODALITES[cle]), "") if cle in _MODALITES else None


def modalites_admises() -> str:
    return ", ".join([m.label for m in Modalite][:4]) + ", ETTI, AI, GEIQ, EATT, EI, ACI, EA, ESAT"


def _chercher(table: Iterable[tuple[str, str]], cle: str) -> str | None:
    return next((str(valeur) for motif, valeur in table if re.search(motif, cle)), None) if cle else None


def type_de_contrat(cle: str) -> str | None:
    return _chercher(_TYPES, cle)


def motif_de_fin(cle: str) -> str | None:
    return _chercher(_FINS, cle)


def niveau(cle: str) -> str | None:
    return _chercher(_NIVEAUX, cle)


def famille(nom: str, nature: str = "") -> str:
    """La famille la plus probable d'une structure dont on n'a que le nom."""
    if nature:
        return str(Famille.AUTRE if nature == Nature.ETT else Famille.SIAE)
    return _chercher(_FAMILLES, cle_de_texte(nom)) or str(Famille.AUTRE)


def statuts(texte: str, jour: date | None = None, remarques: list[str] | None = None) -> dict[str, str]:
    """{critère: précision}. « Longue durée, RSA » en donne deux ; un statut inconnu est un « autre » qui le cite.
    `jour` : celui où ils doivent valoir ; `remarques` reçoit ce qui est nié, terminé ou incertain, et n'est donc pas
    noté."""
    lus = lire_publics(texte, jour)
    if remarques is not None:
        remarques.extend(lus.remarques)
    return lus.codes


def metier(metier_lu: str, appellation: str) -> tuple[str, str]:
    """(code ROME, métier en clair) : « N1104 », « N1104 - Manœuvre », ou un intitulé seul."""
    code = re.search(r"\b([A-N]\d{4})\b", f"{metier_lu} {appellation}")
    reste = re.sub(r"^\W*[A-N]\d{4}\W*", "", metier_lu).strip()
    appele = re.sub(r"^\W*[A-N]\d{4}\W*", "", appellation).strip()
    return (code[1] if code else "", (appele or reste)[:200])
