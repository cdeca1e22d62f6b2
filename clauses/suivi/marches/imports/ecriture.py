"""Écrire les brouillons, par paquets ; mettre à jour un marché quand sa publication a changé.

Un paquet s'écrit en six instructions. Si la base en refuse une ligne, le paquet est défait et chaque brouillon est
repris seul, sous son point de reprise : celui qui est refusé ne perd pas les autres.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from clauses.fond.socle.models import ModeleMetier
from clauses.fond.structures.models import Structure
from clauses.suivi.marches.decp import Avis, Titulaire
from clauses.suivi.marches.imports.brouillon import Brouillon, Redaction, Role, avenants, controler, etat_de_depart
from clauses.suivi.marches.imports.instantane import Instantane, champs_changes, valeurs_du_modele
from clauses.suivi.marches.imports.repertoire import cle_de
from clauses.suivi.marches.models import Attribution, EvenementMarche, Lot, Marche, Operation

RefusDeLaBase = (IntegrityError, DataError)
M = TypeVar("M", bound=ModeleMetier)


class Ecriture:
    """Les écritures d'un import. `_inseres` : les fiches et les opérations que la base connaît déjà."""

    def __init__(self, redaction: Redaction) -> None:
        self.redaction = redaction
        self._inseres: set[UUID] = set()

    def nouveau_paquet(self) -> None:
        self._inseres = set()

    def inserer(self, brouillons: Sequence[Brouillon]) -> list[Exception | None]:
        """Écrit les brouillons ; pour chacun, `None` ou le refus de la base."""
        if not brouillons:
            return []
        try:
            self._inserer(brouillons)
        except RefusDeLaBase as erreur:
            if len(brouillons) == 1:
                return [erreur]
            return [self.inserer([brouillon])[0] for brouillon in brouillons]
        return [None] * len(brouillons)

    def _inserer(self, brouillons: Sequence[Brouillon]) -> None:
        fiches = self._neuves(fiche for b in brouillons for fiche in b.fiches)
        operations = self._neuves(b.operation for b in brouillons)
        with transaction.atomic():
            Structure.objects.bulk_create(fiches)
            Operation.objects.bulk_create(operations)
            Marche.objects.bulk_create([b.marche for b in brouillons])
            Lot.objects.bulk_create([b.lot for b in brouillons])
            Attribution.objects.bulk_create([a for b in brouillons for a in b.attributions])
            EvenementMarche.objects.bulk_create([e for b in brouillons for e in b.evenements])
        self._inseres |= {objet.pk for objet in (*fiches, *operations)}

    def _neuves(self, objets: Iterable[M]) -> list[M]:
        """Ceux que la base ne connaît pas encore, une fois chacun, dans l'ordre."""
        neufs = self.redaction.neufs
        return [o for o in {o.pk: o for o in objets}.values() if o.pk in neufs and o.pk not in self._inseres]

    def mettre_a_jour(self, marche: Marche, avis: Avis, apres: Instantane) -> None:
        """N'écrit que ce que la nouvelle publication a changé ; le reste de la fiche n'est pas touché.

        Lève `RefusMetier`, ou le refus de la base ; rien n'est alors écrit pour ce marché.
        """
        with transaction.atomic():
            avant = marche.donnees_decp
            self._corriger_la_fiche(marche, apres)
            lots = list(marche.lots.actifs().order_by("numero", "pk")[:2])
            connus = avant.get("modifications", [])
            if apres["modifications"][: len(connus)] == connus:
                EvenementMarche.objects.bulk_create(avenants(marche, avis)[len(connus) :])
            if len(lots) == 1:
                self._suivre_les_attributaires(marche, lots[0], avis, avant)

    def _corriger_la_fiche(self, marche: Marche, apres: Instantane) -> None:
        changes, valeurs = champs_changes(marche.donnees_decp, apres), valeurs_du_modele(apres)
        if "montant_ht" in changes:
            # Le lot unique d'un marché suit son montant, sauf s'il a été écrit à part.
            for lot in marche.lots.actifs().filter(montant_ht=marche.montant_ht).order_by("pk"):
                lot.montant_ht = valeurs["montant_ht"]
                lot.save()
        for champ in changes:
            setattr(marche, champ, valeurs[champ])
        marche.donnees_decp = apres
        if marche.etat == Marche.Etat.PREPARE:
            marche.etat = etat_de_depart(marche)
        controler(marche)
        marche.save()

    def _suivre_les_attributaires(self, marche: Marche, lot: Lot, avis: Avis, avant: Instantane) -> None:
        """Qui est parti reçoit une date de fin, qui arrive une part à compléter : personne ne disparaît."""
        en_place = list(lot.attributions.actifs().select_related("structure").order_by("cree_le", "pk"))
        brouillon = Brouillon(marche, marche.operation, lot)
        if not en_place:
            self.redaction.attribuer(brouillon, avis)
        else:
            jour = max((m.date for m in avis.modifications if m.appliquee and m.date), default=timezone.localdate())
            if avant.get("titulaires") != marche.donnees_decp["titulaires"]:
                self._dater_les_departs(en_place, avant, marche.donnees_decp, jour)
                self._accueillir(brouillon, avis, en_place, jour)
            self.redaction.sous_traiter(brouillon, avis, [*en_place, *brouillon.attributions])
        fiches = self._neuves(brouillon.fiches)
        Structure.objects.bulk_create(fiches)
        Attribution.objects.bulk_create(brouillon.attributions)
        self._inseres |= {fiche.pk for fiche in fiches}

    def _dater_les_departs(
        self, en_place: Sequence[Attribution], avant: Instantane, apres: Instantane, jour: date
    ) -> None:
        partis = [cle for cle in avant.get("titulaires", []) if cle not in apres["titulaires"]]
        cles = {cle_de(Titulaire(identifiant, genre)) for genre, identifiant in partis}
        for attribution in en_place:
            if attribution.date_fin is None and ("SIRET", attribution.structure.siret) in cles:
                attribution.date_fin = jour
                attribution.save(update_fields=["date_fin"])

    def _accueillir(self, brouillon: Brouillon, avis: Avis, en_place: Sequence[Attribution], jour: date) -> None:
        deja = {a.structure_id for a in en_place}
        reste = any(a.date_fin is None and a.role != Role.SOUS_TRAITANT for a in en_place)
        for titulaire in avis.titulaires:
            fiche = self.redaction.repertoire.entreprise(titulaire)
            if fiche.pk in deja:
                continue
            deja.add(fiche.pk)
            role = Role.COTRAITANT if reste else Role.TITULAIRE
            brouillon.fiches.append(fiche)
            brouillon.attributions.append(
                Attribution(lot=brouillon.lot, structure=fiche, role=role, part=0, date_debut=jour)
            )
