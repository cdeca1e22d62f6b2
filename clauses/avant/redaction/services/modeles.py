"""Les verbes des textes modèles : écrire une variante, revenir à notre texte. Les versions restent lisibles."""

from clauses.avant.redaction.interdits import RAISON, part_de_main_d_oeuvre
from clauses.avant.redaction.langage import TexteRefuse, verifier
from clauses.avant.redaction.modeles_de_textes import VOCABULAIRE, SectionModele
from clauses.avant.redaction.models import ModeleDeTexte
from clauses.fond.socle.acte import enregistrer, exiger_motif
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
    motif = exiger_motif(motif, "Dites pourquoi ce texte change.")
    exiger_texte_juste(texte)
    toutes = _de(section, par)
    derniere = toutes.select_for_update().order_by("-rang").first()
    actuelle = derniere if derniere is not None and derniere.est_en_vigueur else None
    if rang_lu is not None and rang_lu != (actuelle.rang if actuelle else 0) and derniere is not None:
        a_jour = {"rang_lu": str(actuelle.rang if actuelle else 0)}
        raise ModifieEntreTemps(derniere, changements_depuis(derniere, 0), a_jour=a_jour)
    if (actuelle.texte if actuelle else section.texte) == texte:
        raise RefusMetier("Ce texte est déjà celui qui vaut\u00a0: rien n'est enregistré.", champ="texte")
    if actuelle is not None:
        enregistrer(actuelle, {"est_en_vigueur": False})
    return enregistrer(
        ModeleDeTexte(
            porteuse_id=par.porteuse_id,
            nature=section.nature,
            section=section.code,
            texte=texte,
            motif=motif,
            rang=(derniere.rang if derniere else 0) + 1,
            du_notre=section.du,
        )
    )


@service
def revenir_au_notre(section: SectionModele, *, par: Acteur, motif: str) -> None:
    """Laisse la variante et revient à notre texte ; la variante reste lisible dans ses versions."""
    exiger_motif(motif, "Dites pourquoi vous revenez à notre texte.")
    actuelle = _de(section, par).en_vigueur().select_for_update().order_by("-rang").first()
    if actuelle is None:
        raise RefusMetier("Cette section suit déjà notre texte.")
    enregistrer(actuelle, {"est_en_vigueur": False})


def _de(section: SectionModele, par: Acteur):  # type: ignore[no-untyped-def]
    return ModeleDeTexte.objects.actifs().filter(
        porteuse_id=par.porteuse_id, nature=section.nature, section=section.code
    )
