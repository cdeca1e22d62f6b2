"""Les verbes du répertoire : creer, modifier, annuler, retablir ; ceux des contacts ; les réglages de la porteuse."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from clauses.fond.socle.acte import annuler_ligne, enregistrer, exiger_actif, poser, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import ModeleMetier
from clauses.fond.socle.signature import service
from clauses.fond.socle.valeurs import CelluleInvalide, en_date, lire_siret
from clauses.fond.structures.etablissements import meme_entreprise
from clauses.fond.structures.models import Contact, EtablissementQuitte, Structure, StructurePorteuse
from regles.typographie import accorder

_SANS_MOTIF = "Dites pourquoi\u00a0: la raison reste au journal."


@service
def creer(*, par: Acteur, **champs: Any) -> Structure:
    """Ajoute une structure au répertoire de la structure porteuse de l'acteur.

    Lève `RefusMetier` pour un SIRET faux ou déjà connu (la fiche est nommée), ou une valeur hors liste.
    """
    return _enregistrer_structure(Structure(porteuse_id=par.porteuse_id, **champs))


@service
def modifier(structure: Structure, *, par: Acteur, version_lue: int | None = None, **champs: Any) -> Structure:
    """Met la fiche à jour. Lève `ModifieEntreTemps` si quelqu'un l'a changée depuis `version_lue`."""
    return _enregistrer_structure(poser(prendre_ligne(structure, version_lue), champs))


def _enregistrer_structure(structure: Structure) -> Structure:
    try:
        structure.siret = lire_siret(structure.siret)
    except CelluleInvalide as refus:
        raise RefusMetier(str(refus), champ="siret") from refus
    connue = fiche_du_siret(structure)
    if connue is not None:
        suite = ", qui est annulée\u00a0: rétablissez-la plutôt" if connue.est_annule else ""
        raise RefusMetier(f"Ce SIRET est déjà celui de la fiche «\u00a0{connue.nom}\u00a0»{suite}.", champ="siret")
    return enregistrer(structure)


def fiche_du_siret(structure: Structure) -> Structure | None:
    """La fiche du même répertoire, annulée ou non, qui porte ou a porté le SIRET de celle-ci."""
    if not structure.siret:
        return None
    memes = Structure.objects.filter(porteuse_id=structure.porteuse_id).du_siret(structure.siret)
    return memes.exclude(pk=structure.pk).first()


@service
def annuler(structure: Structure, *, par: Acteur, motif: str) -> Structure:
    """Sort la structure du répertoire, avec sa raison. Refusé tant que quelque chose d'actif s'y rattache."""
    deja = "Cette structure est déjà sortie du répertoire."
    return annuler_ligne(structure, motif, _SANS_MOTIF, deja=deja, verifier=_exiger_libre)


def _exiger_libre(structure: Structure) -> None:
    if attaches := rattachements(structure):
        raise RefusMetier(f"Cette structure sert encore\u00a0: {', '.join(attaches)}. Reprenez-les d'abord.")


def rattachements(structure: Structure) -> list[str]:
    """Ce qui, dans toutes les tranches, s'appuie sur cette fiche : « 2 attributions », « 1 opération ».

    Les relations viennent des modèles installés : une tranche nouvelle est comptée sans rien écrire ici.
    """
    mots = []
    for relation in structure._meta.related_objects:
        modele = relation.related_model
        if (
            modele in (Contact, EtablissementQuitte)
            or not isinstance(modele, type)
            or not issubclass(modele, ModeleMetier)
        ):
            continue
        actives = modele._base_manager.filter(**{relation.field.name: structure}, annule_le__isnull=True)
        if nombre := actives.count():
            mots.append(accorder(nombre, str(modele._meta.verbose_name), str(modele._meta.verbose_name_plural)))
    return mots


@service
def retablir(structure: Structure, *, par: Acteur, motif: str = "Fiche rétablie") -> Structure:
    """Remet au répertoire une fiche annulée."""
    actuelle = verrouiller(structure)
    if not actuelle.est_annule:
        raise RefusMetier("Cette structure est déjà au répertoire.")
    return enregistrer(actuelle, {"annule_le": None, "motif_annulation": ""})


@service
def changer_d_etablissement(
    structure: Structure, *, par: Acteur, siret: str, depuis: date, version_lue: int | None = None
) -> Structure:
    """La structure a un autre SIRET depuis ce jour ; celui qu'elle quitte reste le sien pour les mois d'avant.

    Lève `RefusMetier` : SIRET faux ou d'une autre fiche, d'une autre entreprise (SIREN), jour qui précède le dernier
    déménagement noté.
    """
    actuelle = prendre_ligne(structure, version_lue)
    ancien = actuelle.siret
    if not ancien:
        raise RefusMetier("Le SIRET de cette fiche manque\u00a0: donnez-le en la modifiant.", champ="siret")
    actuelle.siret = siret
    actuelle = _enregistrer_structure(actuelle)
    if actuelle.siret == ancien:
        raise RefusMetier("C'est déjà l'établissement de cette fiche.", champ="siret")
    if not meme_entreprise(actuelle.siret, ancien):
        autre = "Ce SIRET est celui d'une autre entreprise (les neuf premiers chiffres diffèrent)"
        raise RefusMetier(f"{autre}\u00a0: ouvrez sa fiche, ou corrigez celle-ci.", champ="siret")
    dernier = actuelle.quittes.filter(annule_le__isnull=True).order_by("-jusqu_au", "-pk").first()
    veille = depuis - timedelta(days=1)
    if dernier is not None and dernier.jusqu_au >= veille:
        deja = en_date(dernier.jusqu_au + timedelta(days=1))
        raise RefusMetier(
            f"Elle a déjà changé d'établissement le {deja}\u00a0: donnez un jour d'après.", champ="depuis"
        )
    enregistrer(EtablissementQuitte(structure=actuelle, siret=ancien, jusqu_au=veille))
    return actuelle


@service
def ajouter_contact(structure: Structure, *, par: Acteur, **champs: Any) -> Contact:
    """Ajoute une personne à joindre."""
    exiger_actif(structure, "Cette structure est sortie du répertoire\u00a0: rétablissez-la d'abord.")
    return _enregistrer_contact(Contact(structure=structure, **champs))


@service
def modifier_contact(contact: Contact, *, par: Acteur, version_lue: int | None = None, **champs: Any) -> Contact:
    """Met un contact à jour. Lève `ModifieEntreTemps` s'il a changé depuis `version_lue`."""
    return _enregistrer_contact(poser(prendre_ligne(contact, version_lue), champs))


def _enregistrer_contact(contact: Contact) -> Contact:
    if not (contact.courriel or contact.telephone):
        raise RefusMetier("Donnez un courriel ou un téléphone\u00a0: un contact se joint.", champ="courriel")
    return enregistrer(contact)


@service
def annuler_contact(contact: Contact, *, par: Acteur, motif: str) -> Contact:
    """Retire un contact, avec sa raison."""
    return annuler_ligne(contact, motif, _SANS_MOTIF, deja="Ce contact est déjà retiré.")


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
    actuelle = prendre_ligne(porteuse, version_lue)
    if logo is not None or sans_logo:
        champs["logo"] = logo or ""
        if ancien := actuelle.logo.name:
            transaction.on_commit(partial(actuelle.logo.storage.delete, ancien))
    return enregistrer(actuelle, champs)
