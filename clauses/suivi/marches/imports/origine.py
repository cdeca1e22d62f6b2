"""Les données essentielles relues pour le rapport que l'on emporte : chaque enregistrement, et ce qu'on en lit."""

import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from clauses.fond.socle.imports.origine import Origine, Rangee
from clauses.fond.socle.imports.rapport import Verdict
from clauses.suivi.marches.decp import Avis, Refus, intitules, relire
from clauses.suivi.marches.imports.chaine import uid_de
from clauses.suivi.marches.imports.repertoire import nom_de
from clauses.suivi.marches.models import Marche

_CLAUSES = {"clause_sociale": "clause sociale", "critere_social": "critère social", "marche_reserve": "marché réservé"}


def _procedure(avis: Avis) -> str:
    return str(Marche.Procedure(avis.procedure).label) if avis.procedure else avis.procedure_publiee


def _considerations(avis: Avis) -> str:
    return " ; ".join(mots for code, mots in _CLAUSES.items() if code in avis.considerations_sociales)


_LUS: Mapping[str, Callable[[Avis], object]] = {
    "identifiant": lambda avis: avis.id,
    "lot": lambda avis: avis.lot,
    "objet": lambda avis: avis.objet,
    "acheteur": lambda avis: avis.acheteur_nom,
    "SIRET de l'acheteur": lambda avis: avis.acheteur_siret,
    "titulaires": lambda avis: " ; ".join(map(nom_de, avis.titulaires)),
    "SIRET des titulaires": lambda avis: " ; ".join(filter(None, (t.siret for t in avis.titulaires))),
    "montant HT": lambda avis: avis.montant_ht,
    "durée (mois)": lambda avis: avis.duree_mois,
    "notification": lambda avis: avis.date_notification,
    "CPV": lambda avis: avis.cpv,
    "procédure": _procedure,
    "lieu": lambda avis: f"{avis.lieu.code} {avis.lieu.nom}".strip() if avis.lieu else "",
    "considérations sociales": _considerations,
    "modifications": lambda avis: len(avis.modifications) or None,
}


class OrigineDeMarches(Origine):
    """Un marché publié en plusieurs enregistrements les montre l'un après l'autre, réunis au premier."""

    nomme_des_personnes = False

    def __init__(self, source: str | Path | BinaryIO, nom_fichier: str) -> None:
        self.source, self.nom_fichier = source, nom_fichier
        self.intitules, self.champs = intitules(source, nom_fichier), tuple(_LUS)

    def rangees(self) -> Iterator[Rangee]:
        for resultat, enregistrements in relire(self.source, self.nom_fichier):
            premier = resultat.rangs[0] if resultat.rangs else 0
            cle, lus = (resultat.uid or "", premier), _lus(resultat)
            for enregistrement in enregistrements:
                cases = [_case(enregistrement.publie.get(nom)) for nom in self.intitules]
                est_premier = enregistrement.rang == premier
                yield Rangee(enregistrement.rang, cases, lus if est_premier else (), cle, premier)

    def cle(self, verdict: Verdict) -> Hashable:
        """L'identifiant du marché et la ligne : deux fichiers d'une archive ont les mêmes numéros."""
        return uid_de(verdict), verdict.ligne

    def remarque(self, verdict: Verdict) -> str:
        return " ".join(texte for texte in (verdict.motif, *verdict.details.get("notes", ())) if texte)


def _lus(resultat: Avis | Refus) -> list[object]:
    return [lire(resultat) for lire in _LUS.values()] if isinstance(resultat, Avis) else []


def _case(valeur: object) -> object:
    """Une liste ou un objet s'écrit comme il est publié."""
    return json.dumps(valeur, ensure_ascii=False, default=str) if isinstance(valeur, dict | list) else valeur
