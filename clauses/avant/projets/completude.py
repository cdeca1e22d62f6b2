"""Ce qui manque à une fiche projet pour avancer, et ce qui mérite d'être regardé. Aucune requête."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from clauses.avant.projets.models import LotProjet, Projet
from clauses.fond.socle.valeurs import en_date_longue, en_euros
from regles.typographie import accorder

# Ce qu'il faut à un facilitateur pour étudier, calibrer et rédiger avant le lancement (usage du réseau).
DELAI_DU_FACILITATEUR = timedelta(weeks=4)


@dataclass(frozen=True)
class Manque:
    """Un renseignement qui manque. `champ` : celui du formulaire ; `libelle` : en mots, avec son article."""

    champ: str
    libelle: str


_MONTANT = Manque("montant_ht", "le montant estimé")
_DUREE = Manque("duree_mois", "la durée ferme")
_LANCEMENT = Manque("date_lancement", "la date de lancement")
_LIEU = Manque("commune", "le lieu d'exécution (commune ou code postal)")


def manques_pour_soumettre(projet: Projet) -> list[Manque]:
    """Ce que le facilitateur demande avant d'étudier : combien, combien de temps, quand, où."""
    manques = [*_manques_du_marche(projet)]
    if projet.date_lancement is None:
        manques.append(_LANCEMENT)
    if not (projet.commune or projet.code_postal or projet.departement_id):
        manques.append(_LIEU)
    return manques


def manques_pour_ouvrir(projet: Projet, lots: Iterable[LotProjet]) -> list[Manque]:
    """Ce qu'un marché en préparation demande : son montant, sa durée, un lot au moins."""
    manques = [*_manques_du_marche(projet)]
    if not list(lots):
        manques.append(Manque("lots", "un lot au moins"))
    return manques


def _manques_du_marche(projet: Projet) -> list[Manque]:
    manques = [_MONTANT] if projet.montant_ht is None else []
    return [*manques, _DUREE] if projet.duree_mois is None else manques


def avis_sur_les_lots(projet: Projet, lots: Iterable[LotProjet]) -> str:
    """La somme des lots comparée au montant du projet, en une phrase ; vide s'il n'y a rien à comparer."""
    montants = [lot.montant_ht for lot in lots]
    connus = [m for m in montants if m is not None]
    if not connus or (len(montants) == 1 and projet.montant_ht is None):
        return ""
    somme, sans = sum(connus, Decimal(0)), len(montants) - len(connus)
    debut = f"Les lots font {en_euros(somme)}"
    if sans:
        debut += f", sans compter {accorder(sans, 'lot')} sans montant"
    if projet.montant_ht is None:
        return f"{debut}\u00a0; le montant du projet n'est pas encore écrit."
    ecart = projet.montant_ht - somme
    if ecart == 0:
        return f"{debut}, soit exactement le montant du projet."
    if ecart > 0:
        return f"{debut}\u00a0: il en manque {en_euros(ecart)} pour faire les {en_euros(projet.montant_ht)} du projet."
    return f"{debut}\u00a0: {en_euros(-ecart)} de plus que les {en_euros(projet.montant_ht)} du projet."


def avis_de_retard(projet: Projet, jour: date) -> str:
    """« Lancement prévu le 3 décembre 2026, dans 9 jours : il faut 4 semaines… », ou rien si le temps suffit.

    Une fiche close n'est plus en retard ; une date passée l'est encore.
    """
    lancement = projet.date_lancement
    if lancement is None or not projet.est_en_cours or lancement - jour >= DELAI_DU_FACILITATEUR:
        return ""
    reste, semaines = (lancement - jour).days, DELAI_DU_FACILITATEUR.days // 7
    if reste == 0:
        quand = "aujourd'hui"
    else:
        jours = accorder(abs(reste), "jour")
        quand = f"dans {jours}" if reste > 0 else f"passé de {jours}"
    return (
        f"Lancement prévu le {en_date_longue(lancement)}, {quand}\u00a0: "
        f"il faut {semaines} semaines pour étudier, calibrer et rédiger."
    )
