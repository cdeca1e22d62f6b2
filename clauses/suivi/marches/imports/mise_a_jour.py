"""Mettre à jour un marché quand sa publication a changé : n'écrire que ce qu'elle a changé elle-même."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from clauses.fond.socle.imports.ecriture import Modification
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.structures.etablissements import meme_entreprise
from clauses.suivi.marches.decp import Avis, Titulaire
from clauses.suivi.marches.imports.brouillon import Brouillon, Redaction, Role, avenants, controler, etat_de_depart
from clauses.suivi.marches.imports.instantane import Instantane, champs_changes, valeurs_du_modele
from clauses.suivi.marches.imports.repertoire import cle_de
from clauses.suivi.marches.models import Attribution, Lot, Marche


class MiseAJour:
    """Ce qu'une publication plus récente change aux marchés connus d'un paquet. Deux requêtes par paquet."""

    def __init__(self, redaction: Redaction) -> None:
        self.redaction = redaction
        self.lots: dict[UUID, list[Lot]] = {}
        self.en_place: dict[UUID, list[Attribution]] = {}

    def charger(self, marches: Iterable[Marche]) -> None:
        self.lots, self.en_place = defaultdict(list), defaultdict(list)
        cles = [marche.pk for marche in marches]
        if not cles:
            return
        for lot in Lot.objects.actifs().filter(marche__in=cles).order_by("tri", "pk"):
            self.lots[lot.marche_id].append(lot)
        attributions = Attribution.objects.actifs().filter(lot__marche__in=cles).select_related("structure")
        for attribution in attributions.order_by("cree_le", "pk"):
            self.en_place[attribution.lot_id].append(attribution)

    def preparer(self, marche: Marche, avis: Avis, apres: Instantane) -> tuple[list[ModeleMetier], list[Modification]]:
        """Ce qu'il faut créer et changer ; le reste de la fiche n'est pas touché. Lève `RefusMetier`."""
        avant, lots = marche.donnees_decp, self.lots[marche.pk]
        modifications = self._corriger_la_fiche(marche, lots, apres)
        creations: list[ModeleMetier] = []
        connus = avant.get("modifications", [])
        if apres["modifications"][: len(connus)] == connus:
            creations += avenants(marche, avis)[len(connus) :]
        if len(lots) == 1:
            brouillon = Brouillon(marche, marche.operation, lots[0])
            modifications += self._suivre_les_attributaires(brouillon, avis, avant)
            creations += [fiche for fiche in brouillon.fiches if fiche.pk in self.redaction.neufs]
            creations += brouillon.attributions
        return creations, modifications

    @staticmethod
    def _corriger_la_fiche(marche: Marche, lots: Iterable[Lot], apres: Instantane) -> list[Modification]:
        changes, valeurs = champs_changes(marche.donnees_decp, apres), valeurs_du_modele(apres)
        neuf: dict[str, Any] = {champ: valeurs[champ] for champ in changes} | {"donnees_decp": apres}
        # Le lot unique d'un marché suit son montant, sauf s'il a été écrit à part.
        suivent = [lot for lot in lots if "montant_ht" in changes and lot.montant_ht == marche.montant_ht]
        for champ, valeur in neuf.items():
            setattr(marche, champ, valeur)
        if marche.etat == Marche.Etat.PREPARE:
            neuf["etat"] = marche.etat = etat_de_depart(marche)
        controler(marche)
        return [
            Modification(Marche, marche.pk, marche.version, neuf),
            *(Modification(Lot, lot.pk, lot.version, {"montant_ht": neuf["montant_ht"]}) for lot in suivent),
        ]

    def _suivre_les_attributaires(self, brouillon: Brouillon, avis: Avis, avant: Instantane) -> list[Modification]:
        """Qui est parti reçoit une date de fin, qui arrive une part à compléter : personne ne disparaît."""
        en_place, partis = self.en_place[brouillon.lot.pk], list[Attribution]()
        if not en_place:
            self.redaction.attribuer(brouillon, avis)
            return []
        apres = brouillon.marche.donnees_decp
        if avant.get("titulaires") != apres["titulaires"]:
            jour = max((m.date for m in avis.modifications if m.appliquee and m.date), default=timezone.localdate())
            restent = {self.redaction.repertoire.entreprise(t).pk for t in avis.titulaires}
            partis = _dater_les_departs([a for a in en_place if a.structure_id not in restent], avant, apres, jour)
            self._accueillir(brouillon, avis, en_place, partis, jour)
        arrives = len(brouillon.attributions)
        self.redaction.sous_traiter(brouillon, avis, [*en_place, *brouillon.attributions])
        partis += _relever_les_sous_traitants(en_place, brouillon.attributions[arrives:], avant, apres)
        return [_depart(attribution) for attribution in partis]

    def _accueillir(
        self,
        brouillon: Brouillon,
        avis: Avis,
        en_place: Sequence[Attribution],
        partis: Sequence[Attribution],
        jour: date,
    ) -> None:
        """Un nouvel établissement de la même entreprise (SIREN) reprend sa place et sa part ; les autres, à zéro."""
        deja = {a.structure_id for a in en_place}
        reste = any(a.date_fin is None and a.role != Role.SOUS_TRAITANT for a in en_place)
        for titulaire in avis.titulaires:
            fiche = self.redaction.repertoire.entreprise(titulaire)
            if fiche.pk in deja:
                continue
            deja.add(fiche.pk)
            role, part = Role.COTRAITANT if reste else Role.TITULAIRE, Decimal(0)
            if ancien := next((a for a in partis if meme_entreprise(fiche.siret, a.structure.siret) and a.part), None):
                role, part, ancien.part = Role(ancien.role), ancien.part, Decimal(0)
            brouillon.fiches.append(fiche)
            brouillon.attributions.append(
                Attribution(lot=brouillon.lot, structure=fiche, role=role, part=part, date_debut=jour)
            )


def _dater_les_departs(
    en_place: Sequence[Attribution], avant: Instantane, apres: Instantane, jour: date
) -> list[Attribution]:
    partis = [cle for cle in avant.get("titulaires", []) if cle not in apres["titulaires"]]
    cles = {cle_de(Titulaire(identifiant, genre)) for genre, identifiant in partis}
    sirens = {valeur[:9] for genre, valeur in cles if genre == "SIRET"}
    dates = [a for a in en_place if a.date_fin is None and a.structure.siren in sirens]
    for attribution in dates:
        attribution.date_fin = jour
    return dates


def _relever_les_sous_traitants(
    en_place: Sequence[Attribution], arrives: Sequence[Attribution], avant: Instantane, apres: Instantane
) -> list[Attribution]:
    """Le sous-traitant dont un autre établissement (SIREN) est publié à sa place : il la quitte, avec sa part."""
    retires = {tuple(cle) for cle in avant.get("sous_traitants", []) if cle not in apres["sous_traitants"]}
    partis = []
    for ancien in en_place:
        if ancien.role != Role.SOUS_TRAITANT or ancien.date_fin or ("SIRET", ancien.structure.siret) not in retires:
            continue
        suivant = next((a for a in arrives if meme_entreprise(a.structure.siret, ancien.structure.siret)), None)
        if suivant is not None:
            jour = suivant.date_debut or timezone.localdate()
            suivant.donneur_id, suivant.part = ancien.donneur_id, suivant.part or ancien.part
            ancien.date_fin, ancien.part = max(jour, ancien.date_debut or jour), Decimal(0)
            partis.append(ancien)
    return partis


def _depart(attribution: Attribution) -> Modification:
    """Sa date de fin, et sa part, passée à son successeur s'il est de la même entreprise."""
    quitte = {"date_fin": attribution.date_fin, "part": attribution.part}
    return Modification(Attribution, attribution.pk, attribution.version, quitte)
