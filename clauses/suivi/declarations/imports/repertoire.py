"""Retrouver, ou préparer, ce que nomme un export : structures, programme, opération, marché, lot.

Tout est lu une fois, par nom normalisé. Ce qui manque est préparé en mémoire (sa clé est déjà la sienne) et ne
sera écrit qu'avec la première ligne acceptée qui s'en sert.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from clauses.fond.comptes.models import Appartenance
from clauses.fond.comptes.models.appartenance import ROLES_D_EQUIPE
from clauses.fond.socle.imports.rapport import LigneRefusee
from clauses.fond.socle.valeurs import cle_de_texte
from clauses.fond.territoires.models import Commune
from clauses.suivi.declarations.imports import formats
from clauses.suivi.declarations.imports.contexte import Contexte
from clauses.suivi.declarations.imports.ouvertures import Lieu
from clauses.suivi.declarations.imports.structures import A_PRECISER, Fiche, Structures
from clauses.suivi.marches.models import Attribution, Lot, Marche, Operation, Programme
from regles.typographie import enumerer


@dataclass(frozen=True)
class OperationConnue:
    """Une opération de la base ou du fichier, et son donneur d'ordre : deux acheteurs peuvent avoir le même nom
    d'opération, et les heures de l'un ne vont pas à l'autre."""

    fiche: Fiche
    donneur_id: UUID
    donneur: str


class Repertoire(Structures):
    """Ce que la structure porteuse connaît déjà, et ce que le fichier y ajoute."""

    def __init__(self, contexte: Contexte) -> None:
        super().__init__(contexte)
        self._programmes: dict[str, Fiche] = {}
        self._operations: dict[str, list[OperationConnue]] = defaultdict(list)
        self._marches: dict[tuple[UUID, str], list[Fiche]] = defaultdict(list)
        self._lots: dict[UUID, list[tuple[str, Fiche]]] = defaultdict(list)
        self._lieux: dict[UUID, Lieu] = {}  # les noms de chaque opération, marché et lot, pour les dire
        self._attributions: dict[tuple[UUID, UUID], UUID] = {}
        self._equipe: dict[str, UUID] = {}
        self._communes: dict[str, set[str]] = {}
        self._lire()

    def est_dans(self, commune: str, departement: str) -> bool | None:
        """La commune est-elle de ce département ? `None` si l'on ne sait pas (rien de dit, ou aucune de connue)."""
        if departement not in self._communes:
            noms = Commune.objects.filter(departement_id=departement).order_by().values_list("nom", flat=True)
            self._communes[departement] = {cle_de_texte(nom) for nom in noms}
        connues, cle = self._communes[departement], cle_de_texte(commune)
        # « Bourg » pour « Bourg-en-Bresse », « Lyon 3e » pour « Lyon » : un nom à moitié écrit suffit.
        proches = any(cle.startswith(nom) or nom.startswith(cle) for nom in connues)
        return proches if cle and connues else None

    def _lire(self) -> None:
        porteuse = {"porteuse_id": self.contexte.porteuse_id}
        for pk, nom in Programme.objects.filter(**porteuse).order_by("pk").values_list("pk", "nom"):
            self._programmes[cle_de_texte(nom)] = Fiche(pk)
        operations = Operation.objects.actifs().filter(**porteuse).order_by("pk")
        donnees = ("pk", "nom", "donneur_d_ordre_id", "donneur_d_ordre__nom")
        for pk, nom, donneur_id, donneur in operations.values_list(*donnees):
            self._operations[cle_de_texte(nom)].append(OperationConnue(Fiche(pk), donneur_id, donneur))
            self._lieux[pk] = Lieu("", "", nom, donneur)
        self._lire_les_marches(porteuse)
        self._lire_l_equipe(porteuse)

    def _lire_les_marches(self, porteuse: dict[str, UUID]) -> None:
        marches = Marche.objects.actifs().filter(**porteuse).order_by("pk")
        for pk, operation, objet, reference in marches.values_list("pk", "operation_id", "objet", "reference"):
            for cle in {cle_de_texte(objet), cle_de_texte(reference)} - {""}:
                self._marches[operation, cle].append(Fiche(pk))
            if operation in self._lieux:
                self._lieux[pk] = self._lieux[operation]._replace(marche=objet)
        lots = Lot.objects.actifs().filter(marche__porteuse_id=self.contexte.porteuse_id)
        for pk, marche, numero in lots.order_by("tri", "pk").values_list("pk", "marche_id", "numero"):
            self._lots[marche].append((cle_de_texte(numero), Fiche(pk)))
            if marche in self._lieux:
                self._lieux[pk] = self._lieux[marche]._replace(lot=numero)
        attributions = Attribution.objects.actifs().filter(lot__marche__porteuse_id=self.contexte.porteuse_id)
        for pk, lot, structure in attributions.order_by("pk").values_list("pk", "lot_id", "structure_id"):
            self._attributions[lot, structure] = pk

    def _lire_l_equipe(self, porteuse: dict[str, UUID]) -> None:
        equipe = Appartenance.objects.actives().filter(**porteuse, role__in=ROLES_D_EQUIPE).order_by("pk")
        champs = ("utilisateur_id", "utilisateur__nom", "utilisateur__prenom")
        for pk, nom, prenom in equipe.values_list(*champs):
            self._equipe[cle_de_texte(f"{prenom} {nom}")] = self._equipe[cle_de_texte(f"{nom} {prenom}")] = pk

    def programme(self, nom: str) -> Fiche | None:
        if not nom:
            return None
        cle = cle_de_texte(nom)
        if cle not in self._programmes:
            nature = Programme.Nature.NPNRU if "npnru" in cle or "anru" in cle.split() else Programme.Nature.LOCAL
            neuf = Programme(porteuse_id=self.contexte.porteuse_id, nom=nom, nature=nature)
            self._programmes[cle] = Fiche(neuf.pk, (neuf,))
        return self._programmes[cle]

    def operation(
        self, nom: str, donneur: Fiche | None, programme: Fiche | None, *, est_anru: bool, charge: str
    ) -> Fiche:
        cle = cle_de_texte(nom)
        if connue := self._operation_connue(nom, cle, donneur):
            return connue
        if donneur is None:
            motif = f"l'opération « {nom} » n'existe pas, et son maître d'ouvrage n'est pas dit."
            remede = "Remplir cette colonne, ou ouvrir d'abord l'opération."
            raise LigneRefusee(formats.MAITRE_OUVRAGE, "", motif, remede)
        neuve = Operation(
            porteuse_id=self.contexte.porteuse_id,
            nom=nom,
            donneur_d_ordre_id=donneur.pk,
            est_anru=est_anru,
            programme_id=programme.pk if programme else None,
            description=A_PRECISER,
            facilitateur_id=self._equipe.get(cle_de_texte(charge)) or self._defaut(),
        )
        fiche = Fiche(neuve.pk, (*donneur.neuves, *(programme.neuves if programme else ()), neuve))
        self._operations[cle].append(OperationConnue(fiche, donneur.pk, self._intitules[donneur.pk]))
        self._lieux[neuve.pk] = Lieu("", "", nom, self._intitules[donneur.pk])
        return fiche

    def _operation_connue(self, nom: str, cle: str, donneur: Fiche | None) -> Fiche | None:
        """Celle de ce nom et de ce donneur d'ordre. Lève `LigneRefusee` quand le nom est celui d'un autre acheteur."""
        homonymes = self._operations.get(cle, [])
        connues = [o for o in homonymes if donneur is None or o.donneur_id == donneur.pk]
        if len(connues) == 1:
            return connues[0].fiche
        chez = enumerer(dict.fromkeys(f"« {o.donneur} »" for o in homonymes))
        if connues:
            motif = f"{len(connues)} de vos opérations portent ce nom, chez {chez}."
            remede = "Dire le maître d'ouvrage, renommer l'une d'elles, ou corriger le nom dans le fichier."
            raise LigneRefusee(formats.OPERATION, nom, motif, remede)
        if homonymes and donneur is not None:
            dit = self._intitules[donneur.pk]
            motif = f"l'opération « {nom} » est celle de {chez}, et le fichier dit « {dit} »."
            remede = f"Corriger le maître d'ouvrage, ou ouvrir d'abord l'opération de ce nom chez « {dit} »."
            raise LigneRefusee(formats.MAITRE_OUVRAGE, dit, motif, remede)
        return None

    def refuser_un_autre_acheteur(self, nom: str, donneur: Fiche | None) -> None:
        """Une ligne qui dit un contrat connu ne lui donne pas les heures d'un homonyme, chez un autre acheteur."""
        if donneur is not None:
            self._operation_connue(nom, cle_de_texte(nom), donneur)

    def _defaut(self) -> UUID | None:
        acteur = self.contexte.acteur
        return acteur.utilisateur_id if acteur.role in ROLES_D_EQUIPE else None

    def marche(self, operation: Fiche, texte: str) -> Fiche:
        connus = self._marches.get((operation.pk, cle_de_texte(texte)), [])
        if len({f.pk for f in connus}) > 1:
            raise LigneRefusee(
                formats.MARCHE,
                texte,
                f"{len(connus)} marchés de cette opération portent ce nom.",
                "Écrire dans le fichier la référence du marché.",
            )
        if connus:
            return connus[0]
        # Sans date de notification, un marché reste « en préparation » : la date est à compléter.
        neuf = Marche(
            porteuse_id=self.contexte.porteuse_id,
            operation_id=operation.pk,
            objet=texte[:1000],
            etat=Marche.Etat.PREPARE,
        )
        lot = Lot(marche_id=neuf.pk, numero="1", intitule=texte[:250])
        fiche = Fiche(neuf.pk, (*operation.neuves, neuf))
        self._marches[operation.pk, cle_de_texte(texte)].append(fiche)
        self._lots[neuf.pk].append(("1", Fiche(lot.pk, (*fiche.neuves, lot))))
        self._lieux[lot.pk] = self._lieux[operation.pk]._replace(marche=texte, lot="1")
        return fiche

    def lot(self, marche: Fiche, numero: str) -> Fiche:
        """Le lot de ce numéro, ou le seul du marché."""
        lots = self._lots.get(marche.pk, [])
        cle = cle_de_texte(numero).removeprefix("lot").strip()
        choisis = [fiche for connu, fiche in lots if not cle or connu == cle]
        if len(choisis) == 1:
            return choisis[0]
        existants = ", ".join(connu for connu, _ in lots) or "aucun"
        if cle:
            raise LigneRefusee(
                formats.LOT,
                numero,
                f"ce marché n'a pas ce lot (lots : {existants}).",
                "Corriger le numéro, ou ajouter le lot au marché.",
            )
        motif = f"on ne sait pas à quel lot du marché rattacher ce contrat (lots : {existants})."
        raise LigneRefusee(formats.LOT, "", motif, "Ajouter au fichier une colonne « Lot ».")

    def lieu(self, lot: Fiche) -> Lieu:
        """Les noms du lot, de son marché, de son opération."""
        return self._lieux[lot.pk]

    def attribution(self, lot: Fiche, structures: Iterable[Fiche | None]) -> UUID | None:
        """L'attribution du lot à la première de ces structures qui en a une."""
        trouvees = (self._attributions.get((lot.pk, fiche.pk)) for fiche in structures if fiche)
        return next((pk for pk in trouvees if pk), None)
