"""Qui compte : les critères d'une personne, jugés à la date d'entrée, chacun avec son motif."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.calendrier import UN_JOUR, ajouter_mois, anniversaire
from regles.inscription import CATEGORIES, a_confirmer, refus_de_categorie
from regles.outre_mer import territoire_de
from regles.parametres import AGE_JEUNE, AGE_JEUNE_OUTRE_MER, AGE_SENIOR, DELD_MOIS, DETLD_MOIS
from regles.publics import CRITERES, NOMS_DES_CRITERES, NOMS_DES_PIECES, PIECES, Critere
from regles.quartiers import millesime_au, remarque_de_quartier
from regles.references import CCAG_20_1_1, CONVENTION_MARCHE, DOCTRINE_AVE, PLEIN_EMPLOI
from regles.socle import Decision, Reference, regle
from regles.typographie import INSECABLE, accorder, jour_en_mots
from regles.vocabulaire import Dit, Parmi

VERSION = "eligibilite/2 (CCAG 2021, pièces de l'IAE au 4 septembre 2025, plein emploi)"
# Les critères dont la preuve est une inscription comme demandeur d'emploi.
PAR_INSCRIPTION = ("deld", "detld")
LECTURES_DELD = {"continu": ("12 mois", "12 mois continus"), "12_sur_18": ("12 mois sur 18",)}


_Codes = tuple[Annotated[str, Parmi(NOMS_DES_CRITERES)], ...]


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Une pièce vue (jamais gardée ici) : sa nature, sa date, et sa période de validité s'il y en a une."""

    nature: Annotated[
        str, Parmi(NOMS_DES_PIECES), Dit("La pièce vue ; absente, elle manque.", "preuve", "justificatif", nom="piece")
    ]
    datee_du: Annotated[date | None, Dit("Date de la pièce.", "date", "date de la pièce")] = None
    valable_du: Annotated[date | None, Dit("Début de validité, s'il y en a une.", "valide du")] = None
    valable_au: Annotated[date | None, Dit("Fin de validité.", "valide jusqu'au", "valable jusqu'au", "valide_au")] = (
        None
    )


@dataclass(frozen=True, kw_only=True)
class CritereDeclare:
    """Un critère avancé pour une personne, avec sa pièce."""

    code: Annotated[str, Parmi(NOMS_DES_CRITERES), Dit("Le public.", "critere", "public")]
    piece: Piece | None = None


@dataclass(frozen=True, kw_only=True)
class FaitsEligibilite:
    """Une personne au jour de son entrée. `criteres_admis` : la liste du marché (`None` : toutes)."""

    entree_le: Annotated[
        date,
        Dit(
            "Jour de l'entrée dans la clause : l'éligibilité s'y juge.",
            "entrée",
            "date d'entrée",
            "embauche",
            "date d'embauche",
            "entré le",
        ),
    ]
    criteres: Annotated[tuple[CritereDeclare, ...], Dit("Les critères avancés.", "publics", seul="code")]
    naissance: Annotated[date | None, Dit("Date de naissance.", "date de naissance", "né le", "née le")] = None
    criteres_admis: Annotated[
        _Codes | None,
        Dit("La liste du marché.", "publics du marché", "liste du marché", "publics admis", defaut="tous"),
    ] = None
    inscrit_depuis: Annotated[
        date | None, Dit("Inscription continue comme demandeur d'emploi.", "inscription", "inscrit le")
    ] = None
    mois_inscrits_sur_18: Annotated[int | None, Dit("Mois d'inscription sur les 18 derniers.")] = None
    lecture_deld: Annotated[
        str, Parmi(LECTURES_DELD), Dit("Longue durée : 12 mois continus, ou 12 sur les 18 derniers.", "deld")
    ] = "continu"
    categorie_ft: Annotated[
        str,
        Parmi({code: (f"catégorie {code}",) for code in CATEGORIES}),
        Dit("Catégorie de France Travail à l'entrée.", "catégorie", "catégorie france travail"),
    ] = ""
    contrat_d_engagement: Annotated[
        bool | None, Dit("La personne a signé un contrat d'engagement.", "contrat d'engagement")
    ] = None
    quartier: Annotated[str, Dit("Code du quartier prioritaire.", "code du quartier")] = ""
    lieu: Annotated[str, Dit("Code postal ou département du domicile.", "domicile", "code postal")] = ""


@dataclass(frozen=True)
class CritereJuge:
    """Le verdict d'un critère, son motif, et sa référence."""

    code: str
    libelle: str
    retenu: bool
    motif: str
    reference: Reference | None


@dataclass(frozen=True, kw_only=True)
class DecisionEligibilite(Decision):
    """`valeur` : nombre de critères retenus. `version` : la règle, à geler avec la décision."""

    eligible: Annotated[bool, Dit("La personne est éligible.")]
    criteres: tuple[CritereJuge, ...]
    version: Annotated[str, Dit("Un passage de la version de la règle.")] = VERSION
    unite: str = ""

    @property
    def retenus(self) -> Annotated[_Codes, Dit("Les critères retenus, tous.", "critères retenus")]:
        return tuple(c.code for c in self.criteres if c.retenu)

    @property
    def refuses(self) -> Annotated[_Codes, Dit("Les critères refusés, tous.", "critères refusés")]:
        return tuple(c.code for c in self.criteres if not c.retenu)


_JEUNES = {"moins_de_26": AGE_JEUNE, "moins_de_25": AGE_JEUNE_OUTRE_MER}


def _refus_d_age(faits: FaitsEligibilite, condition: str) -> str:
    if faits.naissance is None:
        return "la date de naissance manque"
    if faits.naissance >= faits.entree_le:
        return "la date de naissance ne précède pas l'entrée"
    if condition in _JEUNES:
        age = int(_JEUNES[condition].au(faits.entree_le))
        limite = anniversaire(faits.naissance, age)
        return "" if faits.entree_le < limite else f"{age} ans révolus depuis le {jour_en_mots(limite)}"
    limite = anniversaire(faits.naissance, int(AGE_SENIOR.au(faits.entree_le)))
    return "" if faits.entree_le > limite else f"n'a pas plus de 50 ans avant le {jour_en_mots(limite + UN_JOUR)}"


def _refus_de_domicile(faits: FaitsEligibilite) -> str:
    """Un code postal ou de département se reconnaît ; une commune écrite en lettres, non : rien n'en est conclu."""
    if not faits.lieu.replace(" ", "").isdigit() or territoire_de(faits.lieu):
        return ""
    return f"le domicile ({faits.lieu}) est hors des collectivités d'outre-mer de l'article L2691-1"


def _refus_d_inscription(faits: FaitsEligibilite, condition: str) -> str:
    mois = int((DETLD_MOIS if condition == "tres_longue" else DELD_MOIS).au(faits.entree_le))
    if condition == "inscription" and faits.lecture_deld == "12_sur_18":
        inscrits = faits.mois_inscrits_sur_18
        if inscrits is not None and inscrits < mois:
            return f"{accorder(inscrits, 'mois', 'mois')} d'inscription sur les 18 derniers, il en faut {mois}"
        return ""
    if faits.inscrit_depuis is None:
        return ""
    acquis = ajouter_mois(faits.inscrit_depuis, mois)
    depuis = jour_en_mots(faits.inscrit_depuis)
    # Le CCAG dit « plus de douze mois », l'arrêté « au moins vingt-quatre ».
    if condition == "tres_longue":
        return "" if faits.entree_le >= acquis else f"inscrit depuis le {depuis}, soit moins de {mois} mois"
    return "" if faits.entree_le > acquis else f"inscrit depuis le {depuis}, il en faut plus de {mois} mois"


def _refus_de_condition(faits: FaitsEligibilite, critere: Critere) -> str:
    if critere.condition in (*_JEUNES, "plus_de_50"):
        domicile = _refus_de_domicile(faits) if critere.condition == "moins_de_25" else ""
        return _refus_d_age(faits, critere.condition) or domicile
    if critere.condition in ("inscription", "tres_longue"):
        return _refus_d_inscription(faits, critere.condition)
    return ""


def _refus_de_date(faits: FaitsEligibilite, critere: Critere, piece: Piece) -> str:
    """La pièce est admise : est-elle de la bonne date à l'entrée ?"""
    if piece.nature == "piece_identite" or (critere.validite_mois is None and piece.datee_du is None):
        return ""
    if piece.datee_du is None:
        return "la date de la pièce manque"
    date_piece = jour_en_mots(piece.datee_du)
    if piece.datee_du > faits.entree_le:
        return f"pièce datée du {date_piece}, postérieure à l'entrée"
    if critere.validite_mois and ajouter_mois(piece.datee_du, critere.validite_mois) < faits.entree_le:
        limite = f"plus de {critere.validite_mois} mois avant l'entrée"
        return f"pièce trop ancienne{INSECABLE}: datée du {date_piece}, {limite}"
    return ""


def _refus_de_piece(faits: FaitsEligibilite, critere: Critere, piece: Piece | None) -> str:
    if piece is None:
        return "pièce manquante"
    if piece.nature not in critere.pieces:
        admises = ", ".join(PIECES[p] for p in critere.pieces)
        return f"pièce non admise pour ce critère (pièces admises{INSECABLE}: {admises})"
    if piece.valable_au and piece.valable_au < faits.entree_le:
        return f"pièce périmée depuis le {jour_en_mots(piece.valable_au)}"
    if piece.valable_du and piece.valable_du > faits.entree_le:
        return f"pièce valable seulement à compter du {jour_en_mots(piece.valable_du)}"
    return "" if piece.valable_du else _refus_de_date(faits, critere, piece)


def _juger(faits: FaitsEligibilite, declare: CritereDeclare) -> CritereJuge:
    critere = CRITERES.get(declare.code)
    if critere is None:
        return CritereJuge(declare.code, declare.code, False, "critère inconnu", None)
    libelle = critere.libelle_au(faits.entree_le)
    if faits.criteres_admis is not None and declare.code not in faits.criteres_admis:
        motif = "ce public n'est pas dans la liste du marché"
        return CritereJuge(critere.code, libelle, False, motif, CONVENTION_MARCHE)
    motif = _refus_de_condition(faits, critere) or _refus_de_piece(faits, critere, declare.piece)
    return CritereJuge(critere.code, libelle, not motif, motif or "retenu", critere.reference)


def _a_confirmer(faits: FaitsEligibilite, retenus: tuple[str, ...]) -> list[str]:
    """Ce qu'il reste à vérifier des critères retenus : la recherche d'emploi, la liste où se lit le quartier."""
    avis = []
    if not {*PAR_INSCRIPTION}.isdisjoint(retenus):
        avis.append(a_confirmer(faits.categorie_ft, faits.contrat_d_engagement, faits.entree_le))
    if "qpv" in retenus:
        avis.append(remarque_de_quartier(faits.quartier, faits.entree_le, faits.lieu))
    return [texte for texte in avis if texte]


def _motif(faits: FaitsEligibilite, juges: tuple[CritereJuge, ...]) -> str:
    retenus = [c for c in juges if c.retenu]
    refuses = [c for c in juges if not c.retenu]
    jour = jour_en_mots(faits.entree_le)
    if retenus:
        liste = "; ".join(c.libelle for c in retenus).replace(";", "\u202f;")
        phrases = [f"Éligible au {jour}{INSECABLE}: {liste}."]
    elif not juges:
        phrases = [f"Non éligible au {jour}{INSECABLE}: aucun critère n'est déclaré."]
    else:
        phrases = [f"Non éligible au {jour}."]
    phrases += [f"Refusé{INSECABLE}: {c.libelle} ({c.motif})." for c in refuses]
    return " ".join(phrases)


@regle(CCAG_20_1_1, DOCTRINE_AVE, depuis=date(2021, 4, 1), rend="eligible", aussi=("public", "publics", "eligible"))
def eligibilite(faits: FaitsEligibilite) -> DecisionEligibilite:
    """Éligibilité d'une personne à sa date d'entrée : un critère retenu suffit, chacun a son motif."""
    if faits.lecture_deld not in LECTURES_DELD:
        raise ValueError(f"lecture_deld : {' ou '.join(LECTURES_DELD)}.")
    if faits.categorie_ft and (refus := refus_de_categorie(faits.categorie_ft, faits.entree_le)):
        raise ValueError(f"{refus[:1].upper()}{refus[1:]}.")
    # Un critère dit deux fois, avec deux pièces : celle qui le prouve suffit.
    vus: dict[str, CritereJuge] = {}
    for juge in (_juger(faits, declare) for declare in faits.criteres):
        if juge.code not in vus or (juge.retenu and not vus[juge.code].retenu):
            vus[juge.code] = juge
    juges = tuple(vus.values())
    references = tuple(dict.fromkeys(c.reference for c in juges if c.reference)) or (CCAG_20_1_1,)
    retenus = tuple(c.code for c in juges if c.retenu)
    avis = _a_confirmer(faits, retenus)
    millesime = millesime_au(faits.entree_le, faits.lieu) if "qpv" in retenus else None
    lus = [*([PLEIN_EMPLOI] if avis else []), *([millesime.reference] if millesime else [])]
    return DecisionEligibilite(
        valeur=Decimal(len(retenus)),
        motif=_motif(faits, juges),
        references=(*references, *lus, DOCTRINE_AVE),
        avertissements=tuple(avis),
        eligible=any(c.retenu for c in juges),
        criteres=juges,
    )
