"""Les verbes des textes modèles : écrire une variante, revenir à notre texte. Les versions restent lisibles."""

from django.core.exceptions import ValidationError

from clauses.avant.redaction.interdits import RAISON, part_de_main_d_oeuvre
from clauses.avant.redaction.langage import TexteRefuse, verifier
from clauses.avant.redaction.modeles_de_textes import VOCABULAIRE, SectionModele
from clauses.avant.redaction.models import ModeleDeTexte
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import ModifieEntreTemps, changements_depuis
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.signature import service


def exiger_texte_juste(texte: str) -> None:
    """Lève `RefusMetier` : nom inconnu (et le plus proche), accolade oubliée, part de main-d'œuvre."""
    if extrait := part_de_main_d_oeuvre(texte):
        raise RefusMetier(RAISON.format(extrait=extrait), champ="texte")
    try:
        verifier(texte, VOCABULAIRE)
    except TexteRefuse as refus:
        raise RefusMetier(str(refus), champ="texte") from refus


@service
def ecrire(section: SectionModele, texte: str, *, par: Acteur, motif: str, rang_lu: int | None = None) -> ModeleDeTexte:
    """Écrit la variante de la structure de `par`, en nouvelle version. `rang_lu` : la version que l'on avait lue
    (zéro pour notre texte) ; si une autre a été écrite depuis, lève `ModifieEntreTemps`."""
    texte = texte.strip().replace("\r\n", "\n")
    if not motif.strip():
        raise RefusMetier("Dites pourquoi ce texte change.", champ="motif")
    exiger_texte_juste(texte)
    toutes = _de(section, par)
    derniere = toutes.select_for_update().order_by("-rang").first()
    actuelle = derniere if derniere is not None and derniere.est_en_vigueur else None
    if rang_lu is not None and rang_lu != (actuelle.rang if actuelle else 0) and derniere is not None:
        raise ModifieEntreTemps(derniere, changements_depuis(derniere, 0))
    if (actuelle.texte if actuelle else section.texte) == texte:
        raise RefusMetier("Ce texte est déjà celui qui vaut\u00a0: rien n'est enregistré.", champ="texte")
    if actuelle is not None:
        _retirer(actuelle)
    neuve = ModeleDeTexte(
        porteuse_id=par.porteuse_id, nature=section.nature, section=section.code, texte=texte, motif=motif.strip(),
        rang=(derniere.rang if derniere else 0) + 1, du_notre=section.du,
    )  # fmt: skip
    try:
        neuve.full_clean()
    except ValidationError as erreur:
        raise RefusMetier(" ".join(erreur.messages)) from erreur
    neuve.save()
    return neuve


@service
def revenir_au_notre(section: SectionModele, *, par: Acteur, motif: str) -> None:
    """Laisse la variante et revient à notre texte ; la variante reste lisible dans ses versions."""
    if not motif.strip():
        raise RefusMetier("Dites pourquoi vous revenez à notre texte.", champ="motif")
    actuelle = _de(section, par).en_vigueur().select_for_update().order_by("-rang").first()
    if actuelle is None:
        raise RefusMetier("Cette section suit déjà notre texte.")
    _retirer(actuelle)


def _retirer(variante: ModeleDeTexte) -> None:
    variante.est_en_vigueur = False
    variante.save(update_fields=["est_en_vigueur"])


def _de(section: SectionModele, par: Acteur):  # type: ignore[no-untyped-def]
    return ModeleDeTexte.objects.actifs().filter(
        porteuse_id=par.porteuse_id, nature=section.nature, section=section.code
    )
