"""Le brouillon d'un marché publié : toutes ses lignes, contrôlées, avant que la base n'en sache rien.

Aucune écriture ici : l'aperçu et l'import rédigent le même brouillon, donc rendent le même verdict.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone

from clauses.fond.socle.acte import controler_champs
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.structures.etablissements import meme_entreprise
from clauses.fond.structures.models import Structure
from clauses.fond.territoires.models import Departement
from clauses.fond.territoires.models.territoire import departement_du_code_postal
from clauses.suivi.marches.decp import Avis, Titulaire
from clauses.suivi.marches.imports.instantane import Instantane, valeurs_du_modele
from clauses.suivi.marches.imports.repertoire import Repertoire
from clauses.suivi.marches.models import Attribution, EvenementMarche, Lot, Marche, Operation
from regles.cycles import etat_suivant

Role = Attribution.Role
CENT = Decimal(100)
_LONGUEUR = 250
_COMMUNAUX = ("code_postal", "code_commune")
_DANS_UN_DEPARTEMENT = ("code_arrondissement", "code_canton")  # leur code commence par celui du département


@dataclass
class Brouillon:
    """`fiches` et `operation` peuvent être connues de la base ou neuves : l'écriture le sait."""

    marche: Marche
    operation: Operation
    lot: Lot
    fiches: list[Structure] = field(default_factory=list)
    attributions: list[Attribution] = field(default_factory=list)
    evenements: list[EvenementMarche] = field(default_factory=list)

    def objets(self, neufs: set[UUID]) -> list[ModeleMetier]:
        """Ce qu'il faut créer ; des fiches et de l'opération, seulement celles que la base n'a pas (`neufs`)."""
        partages = [objet for objet in (*self.fiches, self.operation) if objet.pk in neufs]
        return [*partages, self.marche, self.lot, *self.attributions, *self.evenements]


class Redaction:
    """Rédige chez une porteuse. `operation` : celle qui reçoit tous les marchés, s'il y en a une de choisie ;
    sinon une par acheteur et par objet."""

    def __init__(
        self, porteuse_id: UUID, repertoire: Repertoire, operation: Operation | None, facilitateur_id: UUID | None
    ) -> None:
        self.porteuse_id, self.repertoire = porteuse_id, repertoire
        self.operation, self.facilitateur_id = operation, facilitateur_id
        self.operations: dict[tuple[UUID, str], Operation] = {}
        self.operations_neuves: set[UUID] = set()
        self._ouvertes: dict[tuple[UUID, str], UUID] = {}  # celles du fichier : la même clé d'un paquet à l'autre
        self.departements = set(Departement.objects.order_by("code").values_list("code", flat=True))

    def charger(self, lot_d_avis: Iterable[Avis]) -> None:
        """Lit d'un coup les opérations où ces avis pourraient aller."""
        self.operations, self.operations_neuves = {}, set()
        if self.operation is not None:
            return
        avis = list(lot_d_avis)
        du_siret = Q(donneur_d_ordre__siret__in={a.acheteur_siret for a in avis}) | Q(
            donneur_d_ordre__siret__isnull=True
        )
        connues = Operation.objects.actifs().filter(
            du_siret, porteuse_id=self.porteuse_id, nom__in={a.objet[:_LONGUEUR] for a in avis}
        )
        for operation in connues.select_related("donneur_d_ordre").order_by("-cree_le", "pk"):
            self.operations[operation.donneur_d_ordre_id, operation.nom] = operation

    @property
    def neufs(self) -> set[UUID]:
        """Les fiches et les opérations ouvertes par ce paquet."""
        return self.repertoire.neuves | self.operations_neuves

    def rediger(self, avis: Avis, vu: Instantane) -> Brouillon:
        """Le marché, son lot unique, ses attributaires et ses avenants. Lève `RefusMetier`."""
        self._verifier(avis)
        acheteur = self.operation.donneur_d_ordre if self.operation else self.repertoire.acheteur(avis)
        operation = self.operation or self._operation(avis, acheteur)
        marche = Marche(
            porteuse_id=self.porteuse_id,
            operation=operation,
            reference=avis.id[:60],
            uid_decp=avis.uid,
            donnees_decp=vu,
            **valeurs_du_modele(vu),
        )
        marche.etat = etat_de_depart(marche)
        lot = Lot(
            marche=marche,
            numero=(avis.lot or "1")[:10],
            intitule=marche.objet[:_LONGUEUR],
            montant_ht=marche.montant_ht,
        )
        brouillon = Brouillon(marche, operation, lot, fiches=[acheteur], evenements=avenants(marche, avis))
        self.attribuer(brouillon, avis)
        for objet in (marche, lot, *brouillon.attributions, *brouillon.evenements):
            controler(objet)
        return brouillon

    def attribuer(self, brouillon: Brouillon, avis: Avis) -> None:
        """Un titulaire, ou plusieurs : le premier mandataire, parts au prorata des montants publiés ou égales."""
        seul = len(avis.titulaires) == 1
        for rang, (titulaire, part) in enumerate(zip(avis.titulaires, parts(avis.titulaires), strict=True)):
            fiche = self.repertoire.entreprise(titulaire)
            role = Role.TITULAIRE if seul else Role.MANDATAIRE if rang == 0 else Role.COTRAITANT
            deja = next((a for a in brouillon.attributions if a.structure_id == fiche.pk), None)
            if deja is not None:  # deux établissements d'une même entreprise
                deja.part += part
                continue
            brouillon.fiches.append(fiche)
            brouillon.attributions.append(Attribution(lot=brouillon.lot, structure=fiche, role=role, part=part))
        self.sous_traiter(brouillon, avis, brouillon.attributions)

    def sous_traiter(self, brouillon: Brouillon, avis: Avis, en_place: Sequence[Attribution]) -> None:
        """Les sous-traitances déclarées, rattachées au titulaire ou au mandataire."""
        donneur = next((a for a in en_place if a.role in (Role.TITULAIRE, Role.MANDATAIRE)), None)
        if donneur is None:
            return
        deja = {a.structure_id for a in en_place}
        for acte in avis.actes_sous_traitance:
            fiche = self.repertoire.entreprise(acte.sous_traitant) if acte.sous_traitant else None
            if fiche is None or fiche.pk in deja:
                continue
            deja.add(fiche.pk)
            brouillon.fiches.append(fiche)
            brouillon.attributions.append(
                Attribution(
                    lot=brouillon.lot,
                    structure=fiche,
                    role=Role.SOUS_TRAITANT,
                    donneur=donneur,
                    part=_part_sous_traitee(acte.montant_ht, avis.montant_ht),
                    date_debut=acte.date_notification,
                )
            )

    def _verifier(self, avis: Avis) -> None:
        if len(avis.uid) > Marche._meta.get_field("uid_decp").max_length:
            raise RefusMetier("L'identifiant du marché est trop long. Le créer à la main.", champ="id")
        choisie = self.operation
        if choisie is not None and not meme_entreprise(choisie.donneur_d_ordre.siret, avis.acheteur_siret):
            raise RefusMetier(
                f"L'acheteur n'est pas le donneur d'ordre de l'opération «\u00a0{choisie}\u00a0». "
                "Choisir une autre opération, ou laisser l'import en ouvrir une.",
                champ="acheteur.id",
            )

    def _operation(self, avis: Avis, acheteur: Structure) -> Operation:
        cle = (acheteur.pk, avis.objet[:_LONGUEUR])
        if cle not in self.operations:
            operation = Operation(
                id=self._ouvertes.setdefault(cle, uuid4()),
                porteuse_id=self.porteuse_id,
                nom=cle[1],
                donneur_d_ordre=acheteur,
                facilitateur_id=self.facilitateur_id,
                departement_id=self._departement(avis),
                commune=avis.lieu.nom[:120] if avis.lieu and avis.lieu.type_code in _COMMUNAUX else "",
            )
            controler(operation)
            self.operations[cle] = operation
            self.operations_neuves.add(operation.pk)
        return self.operations[cle]

    def _departement(self, avis: Avis) -> str | None:
        if avis.lieu is None:
            return None
        code, genre = avis.lieu.code, avis.lieu.type_code
        if genre == "code_postal":
            code = departement_du_code_postal(code)
        elif genre == "code_commune" or genre in _DANS_UN_DEPARTEMENT:
            code = code[:3] if code[:2] in ("97", "98") else code[:2]
        elif genre != "code_departement":  # une région, un pays, ou un code dont on ne sait ce qu'il est
            return None
        return code if code in self.departements else None


def parts(titulaires: Sequence[Titulaire]) -> list[Decimal]:
    """Les parts en %, au centième, dont la somme est 100."""
    montants = [t.montant_ht for t in titulaires]
    poids = [m for m in montants if m is not None and m > 0]
    if len(poids) != len(montants):
        poids = [Decimal(1)] * len(montants)
    total = sum(poids, Decimal(0))
    calculees = [(CENT * p / total).quantize(Decimal("0.01"), ROUND_FLOOR) for p in poids]
    if calculees:
        calculees[0] += CENT - sum(calculees, Decimal(0))
    return calculees


def notes_sur_les_parts(avis: Avis) -> tuple[str, ...]:
    """Ce qu'il faut vérifier quand plusieurs titulaires sont publiés."""
    if len(avis.titulaires) < 2:
        return ()
    combien = f"{len(avis.titulaires)} titulaires"
    if all(t.montant_ht for t in avis.titulaires):
        lots = "de lots différents plutôt que d'un groupement\u202f; parts au prorata de leurs montants, lots à séparer"
        return (f"{combien}, {lots} à la main.",)
    return (f"{combien}\u00a0: parts égales par défaut, le premier mandataire\u202f; à vérifier.",)


def _part_sous_traitee(montant: Decimal | None, total: Decimal | None) -> Decimal:
    if not montant or not total:
        return Decimal(0)
    return min(CENT, CENT * montant / total).quantize(Decimal("0.01"))


def etat_de_depart(marche: Marche) -> str:
    """Préparé sans date de notification, notifié avec, en cours quand l'exécution a commencé."""
    etat = str(Marche.Etat.PREPARE)
    if marche.date_notification:
        etat = etat_suivant("marche", etat, "notifier")
        if marche.date_debut and marche.date_debut <= timezone.localdate():
            etat = etat_suivant("marche", etat, "demarrer")
    return etat


def avenants(marche: Marche, avis: Avis) -> list[EvenementMarche]:
    """Un événement par avenant publié ; ses effets sont les écarts avec ce qui précédait."""
    evenements = []
    montant, duree = avis.montant_initial_ht, avis.duree_initiale_mois
    for modification in avis.modifications:
        if not modification.appliquee:
            continue
        ecart, mois = None, None
        if modification.montant_ht is not None and montant is not None:
            ecart, montant = modification.montant_ht - montant, modification.montant_ht
        if modification.duree_mois is not None and duree is not None:
            mois, duree = modification.duree_mois - duree, modification.duree_mois
        evenements.append(
            EvenementMarche(
                marche=marche,
                nature=EvenementMarche.Nature.AVENANT,
                jour=_jour(modification.date or modification.date_publication, marche),
                reference=modification.numero[:60],
                description=modification.objet,
                montant_ht=ecart or None,
                duree_mois=mois or None,
            )
        )
    return evenements


def _jour(jour: date | None, marche: Marche) -> date:
    return jour or marche.date_notification or timezone.localdate()


def controler(objet: ModeleMetier) -> None:
    """Les contrôles de champ, sans requête. Lève `RefusMetier`."""
    controler_champs(objet, [champ.name for champ in objet._meta.concrete_fields if champ.is_relation])
