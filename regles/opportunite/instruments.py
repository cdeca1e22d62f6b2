"""Quel instrument convient : pour chacun un verdict, ses raisons, ce qu'il demande, ce qui est à surveiller."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.opportunite.avis import (
    CONSEILLE,
    DECONSEILLE,
    IMPOSSIBLE,
    INSTRUMENTS,
    NOTES,
    OUTRE_MER,
    POSSIBLE,
    VERDICTS,
    AvisInstrument,
    classer,
)
from regles.opportunite.faits import APPUIS_DE_CLAUSE, FaitsOpportunite
from regles.opportunite.obligation import obligation_sociale
from regles.opportunite.outre_mer import jeunes_outre_mer
from regles.opportunite.ouvertures import Ouverture, ouvertures
from regles.opportunite.prive import avis_pour_un_prive
from regles.opportunite.reserves import (
    age_des_reperes,
    eiti_apres_son_terme,
    reserve_ess,
    reserve_handicap,
    reserve_iae,
    reserve_mixte,
    reserve_penitentiaire,
)
from regles.opportunite.resultats import OBLIGATOIRE, DecisionObligation
from regles.parametres import DUREE_CRITERE_MOIS, OFFRE_CLAUSE
from regles.references import (
    AVENANT_ACCORD,
    CCAG_20_1,
    CCP_L2112_2,
    CCP_L2112_2_1,
    CCP_L2113_12,
    CCP_L2113_13,
    CCP_L2113_13_1,
    CCP_L2113_14,
    CCP_L2113_15,
    CCP_L2123_1,
    CCP_L2152_7,
    CCP_L2691_1,
    CCP_L3114_2_1,
    CCP_R2123_1,
    DOCTRINE_CRITERE,
    DOCTRINE_OFFRE,
)
from regles.socle import Decision, LigneDeCalcul, regle
from regles.typographie import accorder, espaces, minuscule
from regles.vocabulaire import Dit, Parmi

__all__ = ["CONSEILLE", "DECONSEILLE", "IMPOSSIBLE", "INSTRUMENTS", "NOTES", "POSSIBLE", "VERDICTS", "instruments"]


_Codes = tuple[Annotated[str, Parmi({code: (nom,) for code, nom in INSTRUMENTS.items()})], ...]


@dataclass(frozen=True, kw_only=True)
class DecisionInstruments(Decision):
    """`valeur` : le nombre d'instruments conseillés. `avis`, du plus au moins indiqué."""

    avis: tuple[AvisInstrument, ...]
    ouvertures: tuple[Ouverture, ...] = ()
    unite: str = ""

    def de(self, verdict: str) -> tuple[str, ...]:
        """Les codes des instruments de ce verdict."""
        return tuple(avis.code for avis in self.avis if avis.verdict == verdict)

    @property
    def conseilles(self) -> Annotated[_Codes, Dit("Les instruments conseillés.")]:
        return self.de(CONSEILLE)

    @property
    def possibles(self) -> Annotated[_Codes, Dit("Les instruments possibles.")]:
        return self.de(POSSIBLE)

    @property
    def deconseilles(self) -> Annotated[_Codes, Dit("Les instruments déconseillés.")]:
        return self.de(DECONSEILLE)

    @property
    def impossibles(self) -> Annotated[_Codes, Dit("Les instruments impossibles.")]:
        return self.de(IMPOSSIBLE)

    @property
    def avis_en_mots(
        self,
    ) -> Annotated[str, Dit("Un passage des avis (raisons, besoins, points d'attention).", nom="avis")]:
        return " ".join(" ".join((un.en_mots(), *un.besoins, *un.attentions)) for un in self.avis)

    @property
    def ouvertures_en_mots(self) -> Annotated[str, Dit("Un passage des tâches ouvertes.", nom="ouvertures")]:
        return " ".join(" ".join((ouverture.titre, *ouverture.taches)) for ouverture in self.ouvertures)

    def sur(self, code: str) -> AvisInstrument:
        """L'avis sur cet instrument. Lève `KeyError` pour un code inconnu."""
        return {avis.code: avis for avis in self.avis}[code]


def _condition(faits: FaitsOpportunite, devoir: DecisionObligation) -> AvisInstrument:
    textes = (CCP_L2112_2, CCAG_20_1, *((CCP_L3114_2_1,) if faits.est_concession else ()))
    besoins = ["publics, heures ou formule, coordonnées du facilitateur, périmètre : dans les documents particuliers"]
    attentions = ["une offre qui fait des réserves sur la condition est irrégulière"]
    if faits.lien_insertion is False and faits.lien_handicap is not True:
        motif = "l'étude dit que l'objet n'a pas de lien avec le travail de ces publics, et la condition en veut un"
        return AvisInstrument("condition", IMPOSSIBLE, (motif,), references=textes, satisfait_obligation=True)
    if faits.lien_insertion is None and faits.lien_handicap is None:
        besoins.insert(0, "dire dans l'étude quel lien l'objet a avec le travail de ces publics")
    proches, motifs = faits.compter(APPUIS_DE_CLAUSE), []
    if devoir.resultat == OBLIGATOIRE:
        motifs.append("le marché doit prévoir des conditions d'exécution sociales, et celle-ci en est une")
    if faits.nature_achat == "fournitures":
        attentions.append("le travail est souvent déjà dans le produit : viser la préparation, la livraison, la pose")
    elif proches:
        motifs.append(f"{accorder(proches, 'structure')} où l'entreprise peut trouver les personnes")
    if proches is None:
        besoins.append("compter les structures proches, dans le métier")
    elif proches < OFFRE_CLAUSE.paliers[-1].valeur:
        attentions.append("aucune structure connue dans le rayon : l'embauche directe reste ouverte à l'entreprise")
    attentions += eiti_apres_son_terme(faits) + (age_des_reperes(faits) if proches is not None else [])
    verdict = CONSEILLE if motifs else POSSIBLE
    motifs = motifs or [
        "rien ne s'y oppose ; l'entreprise choisit entre embauche, mise à disposition et sous-traitance"
    ]
    return AvisInstrument(
        "condition", verdict, tuple(motifs), tuple(besoins), tuple(attentions), (*textes, DOCTRINE_OFFRE), True
    )


def _critere(faits: FaitsOpportunite, devoir: DecisionObligation) -> AvisInstrument:
    besoins = ("un lien avec l'objet", "une pondération annoncée et une grille de notation", "un engagement à l'acte")
    attentions = ("seul, il note une promesse : sans condition d'exécution, rien n'est dû",)
    if faits.lien_insertion is False and faits.lien_handicap is not True:
        motif = "un critère se rapporte à l'objet du marché, et l'étude dit qu'il n'a pas ce lien"
        return AvisInstrument("critere", IMPOSSIBLE, (motif,), references=(CCP_L2152_7,))
    if devoir.resultat == OBLIGATOIRE:
        motif = (
            "seul, il ne suffit pas : l'obligation porte sur les conditions d'exécution, pas sur le choix de l'offre"
        )
        return AvisInstrument("critere", IMPOSSIBLE, (motif,), besoins, attentions, (CCP_L2112_2_1, CCP_L2152_7))
    motif = "il fait comparer la qualité du parcours proposé, mais n'oblige à aucune heure"
    return AvisInstrument("critere", POSSIBLE, (motif,), besoins, attentions, (CCP_L2152_7,))


def _condition_critere(faits: FaitsOpportunite, condition: AvisInstrument) -> AvisInstrument:
    textes = (CCP_L2112_2, CCP_L2152_7, DOCTRINE_CRITERE)
    if condition.verdict == IMPOSSIBLE:
        return AvisInstrument("condition_critere", IMPOSSIBLE, condition.motifs, references=textes)
    limite = int(DUREE_CRITERE_MOIS.paliers[-1].valeur)
    besoins = (*condition.besoins, "une pondération annoncée et une grille de notation, sur la qualité du parcours")
    attentions = (*condition.attentions, "noter le parcours et l'encadrement, pas un nombre d'heures de plus")
    if faits.duree_mois is None:
        motifs, verdict = ("il vaut quand la durée laisse aux entreprises de quoi se distinguer",), POSSIBLE
        besoins = (*besoins, "la durée du marché")
    elif condition.verdict == CONSEILLE and faits.duree_mois >= limite:
        motifs = (f"{accorder(faits.duree_mois, 'mois', 'mois')} : les entreprises ont de quoi proposer un parcours",)
        verdict = CONSEILLE
    else:
        motifs, verdict = ("possible, mais la condition suffit sur cette durée ou cet objet",), POSSIBLE
    return AvisInstrument("condition_critere", verdict, motifs, besoins, attentions, textes, True)


def _marche_insertion(faits: FaitsOpportunite) -> AvisInstrument:
    textes = (CCP_L2123_1, CCP_R2123_1)
    besoins: tuple[str, ...] = ("l'objet est la prestation d'insertion elle-même, l'activité n'en est que le support",)
    attentions = (
        "procédure adaptée quel que soit le montant, ce qui n'ôte ni la publicité ni la mise en concurrence",
        "au-dessus du seuil européen, écrire le parcours comme condition d'exécution",
    )
    if faits.est_service_d_insertion is False:
        motif = "l'objet n'est pas une prestation d'insertion : c'est la chose faite qui est achetée"
        return AvisInstrument("marche_insertion", IMPOSSIBLE, (motif,), besoins, references=textes)
    if faits.nature_achat not in ("services", "pi"):
        motif = "un marché d'insertion achète un service, et la fiche dit autre chose"
        return AvisInstrument("marche_insertion", IMPOSSIBLE, (motif,), besoins, references=textes)
    if faits.est_service_d_insertion:
        motif = "l'objet est l'insertion elle-même : parcours, encadrement, accompagnement"
        return AvisInstrument("marche_insertion", CONSEILLE, (motif,), besoins, attentions, textes, True)
    motif = "seulement si l'on achète l'insertion elle-même"
    besoins = (*besoins, "dire dans l'étude si c'est le cas")
    return AvisInstrument("marche_insertion", POSSIBLE, (motif,), besoins, attentions, textes)


def _pour_un_avenant(codes: tuple[str, ...]) -> tuple[AvisInstrument, ...]:
    """Un marché en cours : la procédure est passée, seule une condition peut s'y ajouter, si le titulaire le veut."""
    passee = "la consultation est passée : le choix de l'offre et la réservation ne se refont pas"
    accord = "seulement avec l'accord du titulaire"
    return tuple(
        AvisInstrument(code, POSSIBLE, (accord,), ("un avenant signé",), references=(AVENANT_ACCORD, CCP_L2112_2))
        if code == "condition"
        else AvisInstrument(code, IMPOSSIBLE, (passee,), references=(AVENANT_ACCORD,))
        for code in codes
    )


def codes_presentes(faits: FaitsOpportunite) -> tuple[str, ...]:
    """Les instruments à juger : celui de l'outre-mer ne se présente que là où il joue."""
    return tuple(code for code in INSTRUMENTS if code != OUTRE_MER or faits.outre_mer)


def _juger(faits: FaitsOpportunite, devoir: DecisionObligation) -> tuple[AvisInstrument, ...]:
    condition, iae, handicap = _condition(faits, devoir), reserve_iae(faits), reserve_handicap(faits)
    return (
        condition,
        _condition_critere(faits, condition),
        *((jeunes_outre_mer(faits, faits.outre_mer),) if faits.outre_mer else ()),
        _critere(faits, devoir),
        iae,
        handicap,
        reserve_mixte(faits, iae, handicap),
        reserve_penitentiaire(faits),
        reserve_ess(faits),
        _marche_insertion(faits),
    )


@regle(
    CCP_L2112_2,
    CCP_L2112_2_1,
    CCP_L2152_7,
    CCP_L2113_12,
    CCP_L2113_13,
    CCP_L2113_13_1,
    CCP_L2113_14,
    CCP_L2113_15,
    CCP_L2123_1,
    CCP_L2691_1,
    DOCTRINE_OFFRE,
    depuis=date(2019, 4, 1),
    rend="conseilles",
    aussi=("instrument",),
)
def instruments(faits: FaitsOpportunite) -> DecisionInstruments:
    """Verdict de chaque instrument pour cet achat : conseillé, possible, déconseillé ou impossible, et pourquoi."""
    devoir = obligation_sociale(faits)
    if faits.est_avenant:
        avis = _pour_un_avenant(codes_presentes(faits))
    elif faits.est_prive:
        avis = avis_pour_un_prive(codes_presentes(faits))
    else:
        avis = _juger(faits, devoir)
    avis = classer(avis, est_obligatoire=devoir.resultat == OBLIGATOIRE)
    comptes = [(titre, sum(a.verdict == verdict for a in avis)) for verdict, titre in VERDICTS.items()]
    phrase = ", ".join(accorder(nombre, minuscule(titre)) for titre, nombre in comptes if nombre)
    return DecisionInstruments(
        valeur=Decimal(sum(a.verdict == CONSEILLE for a in avis)),
        motif=espaces(f"Sur {'dix' if faits.outre_mer else 'neuf'} instruments : {phrase}."),
        references=tuple(dict.fromkeys(texte for a in avis for texte in a.references)),
        detail=tuple(LigneDeCalcul(f"{titre}s", "", Decimal(nombre), "") for titre, nombre in comptes),
        avis=avis,
        ouvertures=ouvertures(faits.nature_achat, faits.cpv),
    )
