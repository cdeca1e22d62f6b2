"""La trajectoire : ce qui est retenu mois après mois, la courbe attendue, la prévision à la fin."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from itertools import accumulate

from clauses.fond.socle.graphiques import Prevision as FinProbable
from clauses.fond.socle.graphiques import Realisation, Releve
from clauses.pilotage.bilans.faits import Fait
from clauses.suivi.chiffres.cinq_chiffres import Chiffres
from clauses.suivi.marches.obligations import courbe_attendue, jours_de_la_courbe
from regles.calendrier import dernier_du_mois, mois_de_la_periode, premier_du_mois
from regles.trajectoire import FaitsPrevision, HeuresDuMois, Prevision, prevision

ZERO = Decimal(0)


def prevision_de(chiffres: Chiffres, faits: Iterable[Fait]) -> Prevision:
    """La règle `prevision` sur les mois retenus de l'opération."""
    sommes = _par_mois(faits, _retenues)
    return prevision(FaitsPrevision(mois=tuple(HeuresDuMois(m, h) for m, h in sommes.items()), fin=chiffres.du.fin))


def _retenues(fait: Fait) -> Decimal:
    return fait.retenues if fait.est_retenu else ZERO


def _retenues_ou_a_valider(fait: Fait) -> Decimal:
    return fait.declarees if fait.en_attente else _retenues(fait)


def _par_mois(faits: Iterable[Fait], heures: Callable[[Fait], Decimal]) -> dict[date, Decimal]:
    """Les heures de chaque mois. Un cumul repris d'un autre outil se répartit également sur ses mois : on ne
    sait rien de plus, et tout mettre au dernier fausserait le rythme."""
    sommes: dict[date, Decimal] = defaultdict(Decimal)
    for fait in faits:
        valeur = heures(fait)
        if valeur:
            couverts = mois_de_la_periode(fait.depuis or fait.mois, fait.mois)
            for mois in couverts:
                sommes[mois] += valeur / len(couverts)
    return dict(sorted(sommes.items()))


def realisation_de(titre: str, chiffres: Chiffres, faits: list[Fait], avenir: Prevision) -> Realisation | None:
    """Les séries du dessin ; `None` quand l'opération n'a pas encore de dates à montrer."""
    dues = [lot.obligation for lot in chiffres.lots if lot.obligation is not None]
    jours = jours_de_la_courbe(dues)
    debut, fin = chiffres.du.debut, chiffres.du.fin
    if not jours or debut is None or fin is None or fin <= debut:
        return None
    retenu = _cumuler(faits, debut, _retenues)
    tout = _cumuler(faits, debut, _retenues_ou_a_valider)
    centre = None
    if avenir.valeur is not None and avenir.basse is not None and avenir.haute is not None and fin > chiffres.jour:
        centre = FinProbable(fin, avenir.basse, avenir.valeur, avenir.haute)
    return Realisation(
        titre=titre, debut=debut, fin=fin, au=chiffres.jour, engagement=chiffres.engagement,
        attendu=((debut, ZERO), *courbe_attendue(dues, jours)), retenu=retenu, declare=tout, prevision=centre,
    )  # fmt: skip


def _cumuler(faits: list[Fait], debut: date, heures: Callable[[Fait], Decimal]) -> tuple[Releve, ...]:
    """Le cumul à chaque fin de mois, du début jusqu'au dernier mois qui porte une ligne."""
    sommes = _par_mois(faits, heures)
    if not sommes:
        return ()
    mois = list(mois_de_la_periode(min(debut, *sommes), max(sommes)))
    cumuls = accumulate(sommes.get(premier_du_mois(m), ZERO) for m in mois)
    return ((min(debut, *sommes), ZERO), *((dernier_du_mois(m), c) for m, c in zip(mois, cumuls, strict=True)))
