"""Ce que plusieurs écrans des marchés montrent de la même façon."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from clauses.fond.socle.composants import Etape, Ton
from clauses.fond.socle.noms import cle_de_tri
from clauses.fond.socle.valeurs import en_date_longue, en_euros, en_pourcent
from clauses.suivi.marches.models import Attribution, EvenementMarche, Lot, Marche
from clauses.suivi.marches.models.evenement import ecarts_en_mots, sans_lot
from clauses.suivi.marches.situation import Situation, non_reparti

Nature = EvenementMarche.Nature
ICONES = {
    Nature.NOTIFICATION: ("send", "accent"),
    Nature.ORDRE_DE_SERVICE: ("flag", "accent"),
    Nature.AVENANT: ("pencil", "neutre"),
    Nature.RECONDUCTION: ("arrow-counterclockwise", "accent"),
    Nature.AFFERMISSEMENT: ("lock", "accent"),
    Nature.RECEPTION: ("check-circle-fill", "accent"),
    Nature.RESILIATION: ("x-circle", "alerte"),
}


L = TypeVar("L", bound=Any)  # un lot de marché, ou un lot envisagé


def dans_l_ordre(lots: Iterable[L]) -> list[L]:
    """Lot 2 avant lot 10."""
    return sorted(lots, key=lambda lot: (cle_de_tri(lot.numero), lot.pk))


def premiere_phrase(texte: str) -> str:
    """La première phrase d'une clause : assez pour un tableau, la fiche dit le reste."""
    debut, point, _ = texte.partition(". ")
    return debut + "." if point else texte


def etapes(marche: Marche, evenements: Iterable[EvenementMarche]) -> list[Etape]:
    """Les événements actifs d'un marché, du premier au dernier, en frise. La notification écrite sur la fiche, sans
    événement à elle, y est aussi."""
    actifs = sorted((e for e in evenements if not e.est_annule), key=lambda e: (e.jour, e.cree_le))
    frise = [_etape(e) for e in actifs]
    notification = marche.date_notification
    if notification and not any(e.nature == Nature.NOTIFICATION for e in actifs):
        frise.insert(0, Etape(notification, "Notification", icone=ICONES[Nature.NOTIFICATION][0], ton="accent"))
    return frise


def _etape(evenement: EvenementMarche) -> Etape:
    icone, ton = ICONES[Nature(evenement.nature)]
    titre = evenement.get_nature_display()
    if evenement.tranche is not None:
        titre = f"Affermissement\u00a0: {evenement.tranche}"
    elif evenement.lot is not None:
        titre = f"{titre}, lot {evenement.lot.numero}"
    return Etape(evenement.jour, titre, detail=effet(evenement), icone=icone, ton=_ton(ton))


def _ton(ton: str) -> Ton:
    return "alerte" if ton == "alerte" else "accent" if ton == "accent" else "neutre"


def effet(evenement: EvenementMarche) -> str:
    """« +3 mois · +12 000 € HT · n° 2 · Prestations supplémentaires » ; d'une résiliation, à quoi elle arrête."""
    reference = evenement.reference
    if reference.isdigit():  # une publication n'écrit qu'un chiffre, qui seul ne dit pas ce qu'il compte
        reference = f"n°\u00a0{reference}"
    ecarts = ecarts_en_mots(evenement.montant_ht, evenement.duree_mois)
    return " · ".join([*ecarts, *filter(None, (evenement.arret_en_mots, reference, evenement.description))])


def montant_en_mots(vue: Situation) -> str:
    """« 1 300 000,00 € HT, 1 000 000,00 € à l'origine » ; vide si le montant n'est pas connu."""
    if vue.montant_ht is None:
        return ""
    origine = f", {en_euros(vue.montant_initial_ht)} à l'origine" if vue.montant_ht != vue.montant_initial_ht else ""
    return f"{en_euros(vue.montant_ht)} HT{origine}"


def a_repartir(marche: Marche, evenements: Iterable[EvenementMarche], lots: Sequence[Lot]) -> str:
    """Ce qu'un avenant du marché ne donne à aucun de ses lots, et quoi faire ; vide s'il n'en manque rien."""
    reste = non_reparti(marche, list(evenements), lots)
    return sans_lot(reste, len(lots)) if reste else ""


def noms_des_attributaires(attributions: Iterable[Attribution]) -> str:
    """« Bâtisseurs de l'Escaut » ou « A (mandataire), B »."""
    directes = [a for a in attributions if not a.est_annule and a.role != Attribution.Role.SOUS_TRAITANT]
    directes.sort(key=lambda a: (a.role != Attribution.Role.MANDATAIRE, cle_de_tri(a.structure.nom)))
    return ", ".join(
        f"{a.structure.nom} (mandataire)" if a.role == Attribution.Role.MANDATAIRE else a.structure.nom
        for a in directes
    )


def periode(attribution: Attribution) -> str:
    """« depuis le… », « jusqu'au… », ou rien."""
    debut, fin = attribution.date_debut, attribution.date_fin
    if debut and fin:
        return f"du {en_date_longue(debut)} au {en_date_longue(fin)}"
    if fin:
        return f"jusqu'au {en_date_longue(fin)}"
    return f"depuis le {en_date_longue(debut)}" if debut else ""


def part(attribution: Attribution) -> str:
    return en_pourcent(attribution.part, decimales=2)
