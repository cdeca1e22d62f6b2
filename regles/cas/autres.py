"""Les schémas courts : pénalités, conservation, cycles."""

from dataclasses import fields
from typing import Any

from regles.cas.champs import Champ
from regles.cas.schemas import Schema, textes_de
from regles.cas.valeurs import cle_simple
from regles.conservation import DUREES, conservation
from regles.cycles import CYCLES, VERBES, TransitionImpossible, etat_suivant, transition_possible
from regles.penalites import FaitsPenalites, TarifPenalites, penalites

_TARIF = (
    Champ("par_heure", "montant", "Par heure manquante.", ("prix de l'heure", "heure"), defaut="60 €"),
    Champ("par_absence", "montant", "Par absence à une réunion.", ("absence",), defaut="100 €"),
    Champ("par_transmission", "montant", "Par transmission manquante.", ("transmission",), defaut="100 €"),
    Champ("par_jour_de_retard", "montant", "Par jour de retard.", ("jour de retard",), defaut="0"),
    Champ("plafond", "montant", "Plafond en euros.", aucun=True),
    Champ("plafond_pourcent", "pourcentage", "Plafond en % du montant HT.", ("plafond en %",), aucun=True),
    Champ("mise_en_demeure_exigee", "oui_non", "Le marché exige une mise en demeure.", defaut="non"),
)
_PENALITES = (
    Champ("heures_manquantes", "heures", "Heures imputables non faites.", ("manquantes",), defaut="0"),
    Champ("heures_neutralisees", "heures", "Heures neutralisées.", ("neutralisées",), defaut="0"),
    Champ("absences", "entier", "Absences aux réunions.", defaut="0"),
    Champ("transmissions_manquantes", "entier", "Transmissions manquantes.", ("trimestres manquants",), defaut="0"),
    Champ("jours_de_retard", "entier", "Jours de retard.", ("retard",), defaut="0"),
    Champ("montant_marche_ht", "montant", "Montant HT du marché.", ("montant du marché",)),
    Champ("mise_en_demeure_faite", "oui_non", "Mise en demeure faite.", ("mise en demeure",), defaut="non"),
    Champ("tarif", "objet", "Le tarif du marché, regroupé si l'on préfère.", sous=_TARIF),
    *_TARIF,
)


def _penalites(_regle: str, donne: dict[str, Any]) -> dict[str, Any]:
    noms = {f.name for f in fields(TarifPenalites)}
    tarif = {**{c: v for c, v in donne.items() if c in noms}, **donne.get("tarif", {})}
    faits = {c: v for c, v in donne.items() if c not in noms | {"tarif"}}
    decision = penalites(FaitsPenalites(**faits, tarif=TarifPenalites(**tarif)))
    return {"total": decision.valeur, **textes_de(decision)}


PENALITES = Schema(
    "Pénalités",
    "Somme des postes au tarif du marché, heures neutralisées ôtées, puis plafond (le plus bas des deux).",
    {"penalites": "total"},
    {"penalites": ("penalite",)},
    _PENALITES,
    (Champ("total", "montant", "Pénalités.", ("montant", "pénalités", "penalites")),),
    _penalites,
    """\
cas: Cinquante heures, deux absences, une transmission
source: exemple de la documentation
regle: penalites
donne:
  heures_manquantes: 50 h
  absences: 2
  transmissions_manquantes: 1
attendu: 3 300 €
""",
)


def _conservation(_regle: str, donne: dict[str, Any]) -> dict[str, Any]:
    decision = conservation(donne["categorie"], donne["depart"])
    return {"le": decision.le, "mois": decision.valeur, "sort": decision.sort, **textes_de(decision)}


CONSERVATION = Schema(
    "Durées de conservation",
    "Le jour à partir duquel le sort prévu (effacement, anonymisation, archivage) s'applique.",
    {"conservation": "le"},
    {"conservation": ("duree de conservation", "durees de conservation")},
    (
        Champ("categorie", "choix", "La catégorie de donnée.", ("catégorie", "donnée"), True,
              valeurs={code: (duree.libelle,) for code, duree in DUREES.items()}),
        Champ("depart", "date", "L'événement qui fait courir la durée.", ("départ", "date", "événement"), True),
    ),
    (
        Champ("le", "date", "Le terme.", ("terme", "date", "jusqu'au")),
        Champ("mois", "duree", "La durée.", ("durée", "duree_mois")),
        Champ("sort", "texte", "Un passage du sort au terme."),
    ),
    _conservation,
    """\
cas: Un participant, deux ans après le dernier contact
source: exemple de la documentation
regle: conservation
donne: {categorie: participant, depart: 2026-03-15}
attendu: {le: 2028-03-15, durée: 24 mois}
""",
)  # fmt: skip

_ETATS = {
    etat: tuple({c.etats[etat] for c in CYCLES.values() if etat in c.etats})
    for cycle in CYCLES.values()
    for etat in cycle.etats
}


def _cycle(_regle: str, donne: dict[str, Any]) -> dict[str, Any]:
    cycle, etat, verbe = donne["cycle"], cle_simple(donne["etat"]), donne["verbe"]
    synonymes = {cle_simple(texte): code for code, texte in CYCLES[cycle].etats.items()}
    etat = synonymes.get(etat, etat)
    if not transition_possible(cycle, etat, verbe):
        try:
            etat_suivant(cycle, etat, verbe)
        except TransitionImpossible as refus:
            return {"possible": False, "etat": None, "erreur": str(refus)}
    return {"possible": True, "etat": etat_suivant(cycle, etat, verbe)}


CYCLE = Schema(
    "États et transitions",
    "L'état où mène un verbe. Un verbe impossible est refusé : attendez `erreur`, ou `possible: non`.",
    {"etat_suivant": "etat"},
    {"etat_suivant": ("cycle", "transition", "etat", "cycles")},
    (
        Champ("cycle", "choix", "Le cycle de vie.", (), True,
              valeurs={"declaration": ("déclaration mensuelle",), "ligne": ("ligne d'heures",), "marche": ("marché",),
                       "eligibilite": ("éligibilité",), "projet": ("fiche projet",), "dossier": ()}),
        Champ("etat", "texte", "L'état de départ (voir la table plus bas).", ("état", "depuis"), True),
        Champ("verbe", "choix", "Le verbe.", ("action",), True, valeurs={v: (t,) for v, t in VERBES.items()}),
    ),
    (
        Champ("etat", "choix", "L'état d'arrivée.", ("état", "vers", "état suivant"), valeurs=_ETATS, aucun=True),
        Champ("possible", "oui_non", "Le verbe est permis."),
    ),
    _cycle,
    """\
cas: Une déclaration validée se rouvre pour correction
source: exemple de la documentation
regle: etat_suivant
donne: {cycle: déclaration mensuelle, état: validée, verbe: rouvrir}
attendu: à corriger
""",
)  # fmt: skip
