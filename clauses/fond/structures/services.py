"""Les verbes du répertoire : creer, modifier, annuler, retablir ; ceux des contacts ; les réglages de la porteuse."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.signature import service
from clauses.fond.socle.valeurs import CelluleInvalide, lire_siret
from clauses.fond.structures.models import Contact, Structure, StructurePorteuse
from regles.typographie import accorder


@service
def creer(*, par: Acteur, **champs: Any) -> Structure:
    """Ajoute une structure au répertoire de la structure porteuse de l'acteur.

    Lève `RefusMetier` pour un SIRET faux ou déjà connu (la fiche est nommée), `ValidationError` pour le reste.
    """
    structure = Structure(porteuse_id=par.porteuse_id, **champs)
    _enregistrer_structure(structure)
    return structure


@service
def modifier(structure: Structure, *, par: Acteur, version_lue: int | None = None, **champs: Any) -> Structure:
    """Met la fiche à jour. Lève `ModifieEntreTemps` si quelqu'un l'a changée depuis `version_lue`."""
    actuelle = verrouiller(structure, version_lue)
    for nom, valeur in champs.items():
        setattr(actuelle, nom, valeur)
    _enregistrer_structure(actuelle)
    return actuelle


def _enregistrer_structure(structure: Structure) -> None:
    try:
        structure.siret = lire_siret(structure.siret)
    except CelluleInvalide as refus:
        raise RefusMetier(str(refus), champ="siret") from refus
    connue = fiche_du_siret(structure)
    if connue is not None:
        suite = ", qui est annulée\u00a0: rétablissez-la plutôt" if connue.est_annule else ""
        raise RefusMetier(f"Ce SIRET est déjà celui de la fiche «\u00a0{connue.nom}\u00a0»{suite}.", champ="siret")
    structure.full_clean()
    structure.save()


def fiche_du_siret(structure: Structure) -> Structure | None:
    """La fiche du même répertoire, annulée ou non, qui porte déjà le SIRET de celle-ci."""
    if not structure.siret:
        return None
    memes = Structure.objects.filter(porteuse_id=structure.porteuse_id, siret=structure.siret)
    return memes.exclude(pk=structure.pk).first()


@service
def annuler(structure: Structure, *, par: Acteur, motif: str) -> Structure:
    """Sort la structure du répertoire, avec sa raison. Refusé tant que quelque chose d'actif s'y rattache."""
    actuelle = verrouiller(structure, None)
    _demander_motif(motif)
    if actuelle.est_annule:
        raise RefusMetier("Cette structure est déjà sortie du répertoire.")
    attaches = rattachements(actuelle)
    if attaches:
        raise RefusMetier(f"Cette structure sert encore\u00a0: {', '.join(attaches)}. Reprenez-les d'abord.")
    actuelle.annuler(motif)
    return actuelle


def rattachements(structure: Structure) -> list[str]:
    """Ce qui, dans toutes les tranches, s'appuie sur cette fiche : « 2 attributions », « 1 opération ».

    Les relations viennent des modèles installés : une tranche nouvelle est comptée sans rien écrire ici.
    """
    mots = []
    for relation in structure._meta.related_objects:
        modele = relation.related_model
        if modele is Contact or not isinstance(modele, type) or not issubclass(modele, ModeleMetier):
            continue
        actives = modele._base_manager.filter(**{relation.field.name: structure}, annule_le__isnull=True)
        if nombre := actives.count():
            mots.append(accorder(nombre, str(modele._meta.verbose_name), str(modele._meta.verbose_name_plural)))
    return mots


@service
def retablir(structure: Structure, *, par: Acteur, motif: str = "Fiche rétablie") -> Structure:
    """Remet au répertoire une fiche annulée."""
    actuelle = verrouiller(structure, None)
    if not actuelle.est_annule:
        raise RefusMetier("Cette structure est déjà au répertoire.")
    actuelle.annule_le, actuelle.motif_annulation = None, ""
    actuelle.save()
    return actuelle


@service
def ajouter_contact(structure: Structure, *, par: Acteur, **champs: Any) -> Contact:
    """Ajoute une personne à joindre."""
    if structure.est_annule:
        raise RefusMetier("Cette structure est sortie du répertoire\u00a0: rétablissez-la d'abord.")
    contact = Contact(structure=structure, **champs)
    _enregistrer_contact(contact)
    return contact


@service
def modifier_contact(contact: Contact, *, par: Acteur, version_lue: int | None = None, **champs: Any) -> Contact:
    """Met un contact à jour. Lève `ModifieEntreTemps` s'il a changé depuis `version_lue`."""
    actuel = verrouiller(contact, version_lue)
    for nom, valeur in champs.items():
        setattr(actuel, nom, valeur)
    _enregistrer_contact(actuel)
    return actuel


def _enregistrer_contact(contact: Contact) -> None:
    if not (contact.courriel or contact.telephone):
        raise RefusMetier("Donnez un courriel ou un téléphone\u00a0: un contact se joint.", champ="courriel")
    contact.full_clean()
    contact.save()


@service
def annuler_contact(contact: Contact, *, par: Acteur, motif: str) -> Contact:
    """Retire un contact, avec sa raison."""
    _demander_motif(motif)
    actuel = verrouiller(contact, None)
    if actuel.est_annule:
        raise RefusMetier("Ce contact est déjà retiré.")
    actuel.annuler(motif)
    return actuel


def _demander_motif(motif: str) -> None:
    if not motif.strip():
        raise RefusMetier("Dites pourquoi\u00a0: la raison reste au journal.", champ="motif")


@service
def regler_porteuse(
    porteuse: StructurePorteuse,
    *,
    par: Acteur,
    version_lue: int | None = None,
    logo: UploadedFile | None = None,
    sans_logo: bool = False,
    **champs: Any,
) -> StructurePorteuse:
    """Les réglages de la structure porteuse. `logo` le remplace, `sans_logo` le retire ; sinon il reste."""
    actuelle = verrouiller(porteuse, version_lue)
    for nom, valeur in champs.items():
        setattr(actuelle, nom, valeur)
    if sans_logo:
        actuelle.logo = ""
    if logo is not None:
        actuelle.logo = logo
    actuelle.full_clean()
    actuelle.save()
    return actuelle
