"""Les sept façons de trouver le volume d'un lot. Chacune rend ses heures et son calcul, ligne par ligne."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from regles.calibrage.faits import (
    CENT,
    ZERO,
    DecisionCalibrage,
    FaitsCalibrage,
    Methode,
    PalierDeBareme,
    sans_arrondi,
)
from regles.calibrage.volume import arrondir_volume, ligne_d_arrondi
from regles.engagement import engagement
from regles.exigences import CalibrageImpossible, exiger
from regles.formules.contrat import FaitsEngagement
from regles.formules.facturation import Facturation
from regles.formules.faits import Mouvement, NatureTranche
from regles.parametres import (
    CONSTANTE_PROPRETE,
    COUT_HORAIRE_ANRU,
    PART_MAIN_D_OEUVRE_ANRU,
    PROPRETE_MINIMUM,
    TAUX_ANRU,
)
from regles.references import (
    CALIBRAGE_ARRONDI,
    CALIBRAGE_BAREME,
    CALIBRAGE_COUPLE_ANRU,
    CALIBRAGE_MAIN_D_OEUVRE,
    CALIBRAGE_NPNRU,
    CALIBRAGE_PROPRETE,
    CONVENTION_MARCHE,
)
from regles.socle import LigneDeCalcul, Reference, regle
from regles.typographie import INSECABLE, arrondir, euros, heures, nombre

BAREME_CSF = (
    PalierDeBareme(a_partir_de=ZERO, heures=Decimal(150)),
    PalierDeBareme(a_partir_de=Decimal(100_000), heures=Decimal(300)),
    PalierDeBareme(a_partir_de=Decimal(200_000), heures=Decimal(450)),
    PalierDeBareme(a_partir_de=Decimal(400_000), heures=Decimal(900)),
)


@dataclass(frozen=True, kw_only=True)
class _Calcul:
    """Ce qu'une méthode a trouvé, avant l'arrondi."""

    brut: Decimal
    motif: str
    references: tuple[Reference, ...]
    lignes: tuple[LigneDeCalcul, ...] = ()
    avis: tuple[str, ...] = ()
    travail: Decimal | None = None
    refus: str = ""
    dont_ferme: Decimal | None = None
    potentiel: Decimal | None = None


def _pourcent(taux: Decimal) -> str:
    return f"{nombre(taux)}{INSECABLE}%"


def travail_paye(montant: Decimal, part: Decimal, cout: Decimal) -> Decimal:
    """Toutes les heures que paie un montant HT, d'après sa part de main-d'œuvre (%) et le coût d'une heure (€)."""
    return montant * part / CENT / cout


def _main_d_oeuvre(faits: FaitsCalibrage, jour: date) -> _Calcul:
    montant = exiger("montant_ht", faits.montant_ht)
    part = exiger("part_main_d_oeuvre", faits.part_main_d_oeuvre)
    taux, cout = exiger("taux", faits.taux), exiger("cout_horaire", faits.cout_horaire)
    travail = montant * part / CENT
    effort = travail * taux / CENT
    brut = effort / cout
    lignes = (
        LigneDeCalcul("Main-d'œuvre", f"{euros(montant)} × {_pourcent(part)}", arrondir(travail), "€"),
        LigneDeCalcul("Effort d'insertion", f"{euros(arrondir(travail))} × {_pourcent(taux)}", arrondir(effort), "€"),
        LigneDeCalcul("Heures", f"{euros(arrondir(effort))} ÷ {euros(cout)}", arrondir(brut)),
    )
    motif = "Ce que le marché paie de travail, la part confiée à l'insertion, et ce que coûte une heure."
    return _Calcul(
        brut=brut,
        motif=motif,
        references=(CALIBRAGE_MAIN_D_OEUVRE,),
        lignes=lignes,
        travail=travail_paye(montant, part, cout),
    )


def _anru(faits: FaitsCalibrage, jour: date) -> _Calcul:
    montant = exiger("montant_ht", faits.montant_ht)
    part = exiger("part_main_d_oeuvre", faits.part_main_d_oeuvre or PART_MAIN_D_OEUVRE_ANRU.au(jour))
    cout = exiger("cout_horaire", faits.cout_horaire or COUT_HORAIRE_ANRU.au(jour))
    taux = exiger("taux", faits.taux or TAUX_ANRU.au(jour))
    # Une seule division, la dernière : une demi-heure exacte doit le rester pour s'arrondir au-dessus.
    travail = montant * part / (CENT * cout)
    brut = montant * part * taux / (CENT * CENT * cout)
    lignes = (
        LigneDeCalcul("Heures travaillées", f"{euros(montant)} × {_pourcent(part)} ÷ {euros(cout)}", arrondir(travail)),
        LigneDeCalcul("Heures d'insertion", f"{heures(arrondir(travail))} × {_pourcent(taux)}", arrondir(brut)),
    )
    avis: tuple[str, ...] = ()
    if taux < TAUX_ANRU.au(jour):
        avis = (f"La charte demande au moins {_pourcent(TAUX_ANRU.au(jour))} des heures travaillées.",)
    motif = "Les heures travaillées que paie l'investissement, et la part que la convention réserve à l'insertion."
    references = (CALIBRAGE_NPNRU, CALIBRAGE_COUPLE_ANRU)
    return _Calcul(brut=brut, motif=motif, references=references, lignes=lignes, avis=avis, travail=travail)


def _fixe(faits: FaitsCalibrage, jour: date) -> _Calcul:
    """Un volume donné : pour le lot, par an, ou par tranche. Il n'est pas arrondi : il est voulu tel quel."""
    references = (CONVENTION_MARCHE,)
    if faits.tranches:
        lignes = tuple(LigneDeCalcul(t.libelle, "", exiger("heures", t.heures)) for t in faits.tranches)
        ferme = sum((t.heures for t in faits.tranches if t.nature == NatureTranche.FERME), ZERO)
        total = sum((t.heures for t in faits.tranches), ZERO)
        motif = f"{heures(ferme)} dues dès la notification, {heures(total)} si toutes les tranches sont affermies."
        return _Calcul(brut=total, motif=motif, references=references, lignes=lignes, dont_ferme=ferme)
    if faits.heures_par_an is not None:
        par_an, duree = exiger("heures_par_an", faits.heures_par_an), exiger("duree_mois", faits.duree_mois)
        total = par_an * duree / 12
        lignes = (LigneDeCalcul("Durée", f"{heures(par_an)} × {nombre(duree)} mois ÷ 12", arrondir(total)),)
        return _Calcul(brut=total, motif="Un volume par an, sur toute la durée.", references=references, lignes=lignes)
    volume = exiger("heures", faits.heures)
    lignes = (LigneDeCalcul("Volume donné", "", volume),)
    motif = "Le volume est donné : aucune formule ne le produit."
    return _Calcul(brut=volume, motif=motif, references=references, lignes=lignes)


def _pourcentage(faits: FaitsCalibrage, jour: date) -> _Calcul:
    taux, travail = exiger("taux", faits.taux), exiger("heures_travaillees", faits.heures_travaillees)
    brut = travail * taux / CENT
    lignes = (LigneDeCalcul("Heures d'insertion", f"{heures(travail)} × {_pourcent(taux)}", arrondir(brut)),)
    motif = "Une part de toutes les heures travaillées sur le marché."
    return _Calcul(brut=brut, motif=motif, references=(CONVENTION_MARCHE,), lignes=lignes, travail=travail)


def _facturation(faits: FaitsCalibrage, jour: date) -> _Calcul:
    """Les heures par tranche sont données : ce qu'elles feront si tout le montant estimé est facturé."""
    montant = exiger("montant_ht", faits.montant_ht)
    clause = Facturation(
        heures_par_tranche=exiger("heures_par_tranche", faits.heures_par_tranche),
        montant_tranche_ht=exiger("montant_tranche_ht", faits.montant_tranche_ht),
        seuil_ht=faits.seuil_ht,
    )
    du = engagement(FaitsEngagement(clause=clause, factures=(Mouvement(jour=jour, montant_ht=montant),)))
    return _Calcul(
        brut=du.valeur or ZERO,
        motif=du.motif,
        references=du.references,
        lignes=du.detail,
        avis=("C'est ce que la formule donnera si tout le montant estimé est facturé.",),
    )


def _proprete(faits: FaitsCalibrage, jour: date) -> _Calcul:
    affaires, mois = exiger("montant_ht", faits.montant_ht), exiger("duree_mois", faits.duree_mois)
    taux = exiger("taux", faits.taux)
    constante = exiger("constante", faits.constante or CONSTANTE_PROPRETE.au(jour))
    reprises = faits.heures_reprises
    if reprises is None or reprises < 0:
        raise CalibrageImpossible(
            "heures_reprises",
            "Les heures mensuelles du personnel à reprendre manquent : demandez-les au titulaire sortant "
            "(0 s'il n'y a personne à reprendre).",
        )
    mensuel = affaires / mois
    potentiel = 1 - reprises * constante * mois / affaires
    libre = affaires - reprises * constante * mois
    brut = max(ZERO, libre * taux / (CENT * constante))
    part = arrondir(potentiel * CENT)
    lignes: tuple[LigneDeCalcul, ...] = (
        LigneDeCalcul("Chiffre d'affaires mensuel", f"{euros(affaires)} ÷ {nombre(mois)}", arrondir(mensuel), "€"),
        LigneDeCalcul(
            "Part du personnel repris", f"{heures(reprises)} × {euros(constante)}", arrondir(reprises * constante), "€"
        ),
        LigneDeCalcul(
            "Potentiel d'embauche",
            f"1 − {euros(arrondir(reprises * constante))} ÷ {euros(arrondir(mensuel))}",
            part,
            "%",
        ),
    )
    if potentiel > 0:
        calcul = f"{_pourcent(part)} × {euros(affaires)} ÷ {euros(constante)} × {_pourcent(taux)}"
        lignes += (LigneDeCalcul("Heures", calcul, arrondir(brut)),)
    return _Calcul(
        brut=brut,
        motif="L'effort ne porte que sur les heures qui ne sont pas déjà celles du personnel repris.",
        references=(CALIBRAGE_PROPRETE,),
        lignes=lignes,
        travail=affaires / constante,
        potentiel=potentiel,
        refus=_refus_de_proprete(potentiel, brut, PROPRETE_MINIMUM.au(jour)),
    )


def _refus_de_proprete(potentiel: Decimal, brut: Decimal, minimum: Decimal) -> str:
    if potentiel <= 0:
        return (
            "Pas de clause : le personnel à reprendre suffit au marché, ou le dépasse. "
            "Il ne reste rien à recruter ; préférez une autre considération, ou un lot réservé."
        )
    if brut < minimum:
        return (
            f"Pas de clause : {heures(arrondir(brut))} restent sous les {heures(minimum)} "
            "que la branche tient pour le minimum. Regroupez des lots, ou réservez-en un."
        )
    return ""


def _bareme(faits: FaitsCalibrage, jour: date) -> _Calcul:
    montant = exiger("montant_ht", faits.montant_ht)
    paliers = sorted(faits.bareme or BAREME_CSF, key=lambda p: p.a_partir_de)
    atteints = [p for p in paliers if p.a_partir_de <= montant]
    if not atteints:
        premier = euros(paliers[0].a_partir_de)
        raise CalibrageImpossible("montant_ht", f"Le barème ne commence qu'à {premier} : aucune heure à demander.")
    palier = atteints[-1]
    lignes = (
        LigneDeCalcul(
            f"À partir de {euros(palier.a_partir_de)}", f"montant{INSECABLE}: {euros(montant)}", palier.heures
        ),
    )
    avis: tuple[str, ...] = ()
    if not faits.bareme and (faits.duree_mois or 0) < 12:
        avis = ("Ce barème convient aux marchés d'un an au moins ; il se lit sur la période ferme.",)
    references = (CALIBRAGE_BAREME,) if not faits.bareme else (CONVENTION_MARCHE,)
    motif = "Un volume par tranche de montant, sur la période ferme, reconductions exclues."
    return _Calcul(brut=palier.heures, motif=motif, references=references, lignes=lignes, avis=avis)


METHODES: dict[Methode, Callable[[FaitsCalibrage, date], _Calcul]] = {
    Methode.MAIN_D_OEUVRE: _main_d_oeuvre,
    Methode.ANRU: _anru,
    Methode.FIXE: _fixe,
    Methode.POURCENTAGE: _pourcentage,
    Methode.FACTURATION: _facturation,
    Methode.PROPRETE: _proprete,
    Methode.BAREME: _bareme,
}


@regle(
    CALIBRAGE_MAIN_D_OEUVRE,
    CALIBRAGE_NPNRU,
    CALIBRAGE_PROPRETE,
    CALIBRAGE_BAREME,
    depuis=date(2014, 1, 1),
    rend="heures",
    aussi=("calibrage", "volume a demander"),
)
def calibrer(faits: FaitsCalibrage, jour: date) -> DecisionCalibrage:
    """Combien d'heures demander pour un lot, selon la méthode choisie, arrondi compris."""
    calcul = METHODES[faits.methode](faits, jour)
    lignes, avis, valeur = calcul.lignes, calcul.avis, calcul.brut
    references = calcul.references
    if calcul.refus:
        valeur = ZERO
    elif not faits.s_arrondit:
        avis += (sans_arrondi(faits.methode),) if faits.arrondi.pas > 1 else ()
    else:
        valeur = arrondir_volume(calcul.brut, faits.arrondi, faits.sens)
        lignes += (ligne_d_arrondi(calcul.brut, faits.arrondi, faits.sens),)
        if faits.arrondi.pas > 1:
            references += (CALIBRAGE_ARRONDI,)
        if valeur == 0:
            avis += ("L'arrondi ramène le volume à zéro : choisissez un pas plus fin, ou ne posez pas de clause.",)
    return DecisionCalibrage(
        valeur=valeur,
        motif=calcul.refus or calcul.motif,
        references=references,
        detail=lignes,
        avertissements=avis,
        brut=calcul.brut,
        travail=calcul.travail,
        sans_clause=bool(calcul.refus),
        dont_ferme=calcul.dont_ferme,
        potentiel=calcul.potentiel,
    )
