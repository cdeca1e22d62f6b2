"""La fin de l'exécution : le jour où un volume que le marché court encore devient dû."""

from dataclasses import replace
from datetime import date

from regles.calendrier import UN_JOUR, lendemain_de
from regles.formules.contrat import ZERO, DecisionHeuresDues, FaitsEngagement
from regles.references import CCP_L2112_2, CONVENTION_MARCHE
from regles.socle import LigneDeCalcul, Reference
from regles.typographie import jour_en_mots


def fin_de_l_execution(faits: FaitsEngagement, jour: date | None) -> date | None:
    """Le dernier jour : celui que l'on donne, sinon celui que font le début, la durée et les reconductions faites."""
    if faits.dernier_jour is not None or faits.debut is None or faits.duree_initiale_mois is None:
        return faits.dernier_jour
    mois = faits.duree_initiale_mois + sum(r.duree_mois for r in faits.reconductions if r.faite_au(jour))
    return lendemain_de(faits.debut, mois) - UN_JOUR


def avec_sa_fin(faits: FaitsEngagement, jour: date | None) -> FaitsEngagement:
    """Les mêmes, et leur fin quand le début et la durée la font : la courbe la lit comme l'exigible."""
    fin = fin_de_l_execution(faits, jour)
    return faits if fin == faits.dernier_jour else replace(faits, fin=fin)


def fin_du_contrat(faits: FaitsEngagement) -> date | None:
    """Son dernier jour prévu, qu'une réception ou une résiliation n'avance pas."""
    return fin_de_l_execution(replace(faits, arrete_le=None), None)


def est_fini(faits: FaitsEngagement, jour: date | None) -> bool:
    """L'exécution est finie ce jour-là, dernier jour compris. `None` : tous les faits connus, donc finie ; sans fin
    connue, elle ne l'est à aucun jour."""
    if jour is None:
        return True
    fin = fin_de_l_execution(faits, jour)
    return fin is not None and fin <= jour


def quand(fin: date | None) -> str:
    """« le 31 décembre 2026 » ; « à une date qui n'est pas encore connue »."""
    return f"le {jour_en_mots(fin)}" if fin else "à une date qui n'est pas encore connue"


def pas_encore(motif: str, references: tuple[Reference, ...] = (CONVENTION_MARCHE, CCP_L2112_2)) -> DecisionHeuresDues:
    """Rien n'est encore dû, et pourquoi."""
    rien = LigneDeCalcul("Dû à ce jour", "", ZERO)
    return DecisionHeuresDues(valeur=ZERO, motif=motif, references=references, detail=(rien,))
