"""Ce que coûte un manquement, ligne par ligne. Le tarif est celui du marché ; le défaut est doctrinal."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from regles.parametres import ORIGINE, PENALITE_ABSENCE, PENALITE_HEURE, PENALITE_TRANSMISSION
from regles.references import CCAG_20_1, CONVENTION_MARCHE, DOCTRINE_PENALITES
from regles.socle import Decision, LigneDeCalcul, regle
from regles.typographie import INSECABLE, accorder, arrondir, euros, nombre
from regles.vocabulaire import Dit, Heures, Montant, Pourcentage

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class TarifPenalites:
    """En euros. `plafond` en € ; `plafond_pourcent` en % du montant HT du marché ; `None`, pas de plafond."""

    par_heure: Annotated[Montant, Dit("Par heure manquante.", "prix de l'heure", "heure")] = field(
        default_factory=lambda: PENALITE_HEURE.au(ORIGINE)
    )
    par_absence: Annotated[Montant, Dit("Par absence à une réunion.", "absence")] = field(
        default_factory=lambda: PENALITE_ABSENCE.au(ORIGINE)
    )
    par_transmission: Annotated[Montant, Dit("Par transmission manquante.", "transmission")] = field(
        default_factory=lambda: PENALITE_TRANSMISSION.au(ORIGINE)
    )
    par_jour_de_retard: Annotated[Montant, Dit("Par jour de retard.", "jour de retard")] = ZERO
    plafond: Annotated[Montant | None, Dit("Plafond en euros.")] = None
    plafond_pourcent: Annotated[Pourcentage | None, Dit("Plafond en % du montant HT.", "plafond en %")] = None
    mise_en_demeure_exigee: Annotated[bool, Dit("Le marché exige une mise en demeure.")] = False


@dataclass(frozen=True, kw_only=True)
class FaitsPenalites:
    """Les manquements imputables. `heures_neutralisees` : sans candidat, suspension… prouvées."""

    heures_manquantes: Annotated[Heures, Dit("Heures imputables non faites.", "manquantes")] = ZERO
    heures_neutralisees: Annotated[Heures, Dit("Heures neutralisées.", "neutralisées")] = ZERO
    absences: Annotated[int, Dit("Absences aux réunions.")] = 0
    transmissions_manquantes: Annotated[int, Dit("Transmissions manquantes.", "trimestres manquants")] = 0
    jours_de_retard: Annotated[int, Dit("Jours de retard.", "retard")] = 0
    montant_marche_ht: Annotated[Montant | None, Dit("Montant HT du marché.", "montant du marché")] = None
    mise_en_demeure_faite: Annotated[bool, Dit("Mise en demeure faite.", "mise en demeure")] = False
    tarif: Annotated[TarifPenalites, Dit("Le tarif du marché, regroupé si l'on préfère.")] = field(
        default_factory=TarifPenalites
    )


@dataclass(frozen=True, kw_only=True)
class DecisionPenalites(Decision):
    """`valeur` : le total, en euros."""

    valeur: Annotated[Montant, Dit("Pénalités.", "montant", "pénalités", nom="total")]
    unite: str = "€"


def _lignes(faits: FaitsPenalites) -> list[LigneDeCalcul]:
    tarif = faits.tarif
    heures = max(ZERO, faits.heures_manquantes - faits.heures_neutralisees)
    base = nombre(heures)
    if faits.heures_neutralisees:
        base = f"({nombre(faits.heures_manquantes)} − {nombre(faits.heures_neutralisees)} neutralisées)"
    postes = (
        ("Heures manquantes", base, heures, tarif.par_heure),
        ("Absences", None, Decimal(faits.absences), tarif.par_absence),
        ("Transmissions manquantes", None, Decimal(faits.transmissions_manquantes), tarif.par_transmission),
        ("Jours de retard", None, Decimal(faits.jours_de_retard), tarif.par_jour_de_retard),
    )
    return [
        LigneDeCalcul(nom, f"{texte or nombre(n)} × {euros(prix)}", arrondir(n * prix), "€")
        for nom, texte, n, prix in postes
        if n or (nom == "Heures manquantes" and faits.heures_manquantes)
    ]


def _plafond(faits: FaitsPenalites) -> Decimal | None:
    plafonds = [] if faits.tarif.plafond is None else [faits.tarif.plafond]
    if faits.tarif.plafond_pourcent is not None:
        if faits.montant_marche_ht is None:
            raise ValueError("Un plafond en pourcentage demande le montant HT du marché.")
        plafonds.append(arrondir(faits.montant_marche_ht * faits.tarif.plafond_pourcent / 100))
    return min(plafonds) if plafonds else None


@regle(DOCTRINE_PENALITES, CONVENTION_MARCHE, CCAG_20_1, depuis=date(2021, 4, 1), rend="total", aussi=("penalite",))
def penalites(faits: FaitsPenalites) -> DecisionPenalites:
    """Pénalités d'un titulaire, ligne par ligne, au tarif du marché (60 €/h, 100 €, 100 € par défaut)."""
    quantites = (faits.heures_manquantes, faits.heures_neutralisees, faits.absences)
    if any(nombre < 0 for nombre in (*quantites, faits.transmissions_manquantes, faits.jours_de_retard)):
        raise ValueError("Un manquement ne peut pas être négatif.")
    lignes = _lignes(faits)
    brut = sum((ligne.valeur for ligne in lignes), ZERO)
    total, motif = brut, "Aucun manquement." if not lignes else f"Somme de {accorder(len(lignes), 'poste')}."
    plafond = _plafond(faits)
    if plafond is not None and brut > plafond:
        total = plafond
        lignes.append(LigneDeCalcul("Au-delà du plafond", f"plafond de {euros(plafond)}", plafond - brut, "€"))
        motif += f" Le plafond du marché ({euros(plafond)}) s'applique."
    if faits.tarif.mise_en_demeure_exigee and not faits.mise_en_demeure_faite and brut:
        total = ZERO
        motif = f"Rien n'est encore dû{INSECABLE}: le marché exige une mise en demeure, qui n'a pas été faite."
    references = (CONVENTION_MARCHE, DOCTRINE_PENALITES)
    return DecisionPenalites(valeur=total, motif=motif, references=references, detail=tuple(lignes))
