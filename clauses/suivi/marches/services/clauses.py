"""Écrire la clause d'un lot : la première version, puis une nouvelle à chaque changement, motivée.

Une version ne se retouche pas : la suivante la remplace et l'ancienne reste lisible.
"""

from decimal import Decimal
from typing import Any

from django.db.models import Field
from django.utils import timezone

from clauses.fond.socle.acte import enregistrer, exiger_motif, prendre_ligne
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.concurrence import ModifieEntreTemps, verrouiller
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.jobs import annoncer
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.socle.signature import service
from clauses.suivi.marches.lecture_de_clause import ecarts, termes
from clauses.suivi.marches.models import Clause, Lot
from clauses.suivi.marches.obligations.faits import faits_d_avance
from regles.formules import FAMILLES, tous_les_termes
from regles.formules.jalons import JalonsRefuses
from regles.formules.termes import Terme
from regles.publics import CRITERES

Nature = Clause.NatureChangement
_HORS_CONTENU = frozenset(
    {
        "id",
        "version",
        "cree_le",
        "modifie_le",
        "annule_le",
        "motif_annulation",
        "lot",
        "rang",
        "est_en_vigueur",
        "nature_changement",
        "motif_changement",
        "date_effet",
    }
)


@service
def poser(lot: Lot, *, par: Acteur, motif: str = "", **champs: Any) -> Clause:
    """La clause d'origine du lot. Sans facilitateur, c'est celui de l'opération."""
    actuel = prendre_ligne(lot)
    if actuel.clauses.actifs().exists():
        raise RefusMetier("Ce lot a déjà une clause\u00a0: modifiez-la, en disant pourquoi.")
    clause = Clause(lot=actuel, rang=1, nature_changement=Nature.INITIALE)
    if champs.get("facilitateur") is None:
        champs["facilitateur"] = actuel.marche.operation.facilitateur
    annoncer("lot engagé", par=par, lot_id=lot.pk)
    return _aux_dates_du_lot(enregistrer(clause, _complets(champs)))


@service
def changer(
    lot: Lot, nature: str, *, par: Acteur, motif: str, date_effet: Any, version_lue: int | None = None, **champs: Any
) -> Clause:
    """Remplace la clause en vigueur par une nouvelle version : avenant, rectificatif, ajustement ou correction.

    `version_lue` : la `version` de la clause que l'on avait sous les yeux. Lève `ModifieEntreTemps` si une autre
    version l'a remplacée depuis.
    """
    ancienne = verrouiller(lot).clauses.actifs().en_vigueur().select_for_update(of=("self",)).first()
    if ancienne is None:
        raise RefusMetier("Ce lot n'a pas encore de clause\u00a0: saisissez-la d'abord.")
    if version_lue is not None and ancienne.version != version_lue:
        raise ModifieEntreTemps(ancienne, _depuis(ancienne, version_lue))
    motif = exiger_motif(motif, "Dites pourquoi la clause change.")
    _verifier_le_changement(ancienne, nature, date_effet)
    contenu = {champ: getattr(ancienne, champ) for champ in _contenu()} | _complets(champs)
    if all(getattr(ancienne, champ) == valeur for champ, valeur in contenu.items()):
        raise RefusMetier("Rien ne change dans la clause\u00a0: il n'y a pas de nouvelle version à enregistrer.")
    rang = ancienne.rang + 1
    enregistrer(ancienne, {"est_en_vigueur": False})
    nouvelle = Clause(
        lot=ancienne.lot,
        rang=rang,
        version=rang,
        nature_changement=nature,
        motif_changement=motif,
        date_effet=date_effet,
    )
    annoncer("lot engagé", par=par, lot_id=lot.pk)
    return _aux_dates_du_lot(enregistrer(nouvelle, contenu))


def _aux_dates_du_lot(clause: Clause) -> Clause:
    """La même, dont l'échéancier tient dans l'exécution du lot, événements compris."""
    if not termes(clause).jalons_dits():
        return clause
    dus = faits_d_avance([clause], (), timezone.localdate()).get(clause.lot_id)
    if dus and (desaccords := dus.clause.desaccords(dus)):
        raise RefusMetier(" ".join(desaccords), champ="jalons")
    return clause


def _contenu() -> list[str]:
    champs: list[Field[Any, Any]] = list(Clause._meta.concrete_fields)
    return [c.name for c in champs if c.name not in _HORS_CONTENU]


def _complets(champs: dict[str, Any]) -> dict[str, Any]:
    """Les champs vérifiés : la formule a toutes ses valeurs, et aucune de celles des autres."""
    famille = FAMILLES.get(champs.get("formule", ""))
    if famille is None:
        raise RefusMetier("Choisissez la formule de la clause.", champ="formule")
    for terme in famille.termes():
        _verifier(terme, champs.get(terme.nom))
    inconnus = [code for code in champs.get("publics") or [] if code not in CRITERES]
    if inconnus:
        raise RefusMetier(f"Ces publics ne sont pas de la liste\u00a0: {', '.join(inconnus)}.", champ="publics")
    siens = {terme.nom: champs.get(terme.nom) for terme in famille.termes()}
    try:
        famille.depuis(siens)
    except JalonsRefuses as refus:
        raise RefusMetier(str(refus), champ="jalons") from refus
    d_avance = {nom: terme.d_avance for nom, terme in tous_les_termes().items()}
    return champs | d_avance | {nom: valeur for nom, valeur in siens.items() if valeur is not None}


def _verifier(terme: Terme, valeur: Any) -> None:
    intitule = f"«\u00a0{terme.pour_la_base}\u00a0»"
    if terme.obligatoire and valeur in (None, ""):
        raise RefusMetier(f"La formule choisie demande {intitule}.", champ=terme.nom)
    if isinstance(valeur, Decimal | int) and (valeur < 0 or (valeur == 0 and terme.obligatoire)):
        raise RefusMetier(f"{intitule} est un nombre supérieur à zéro.", champ=terme.nom)
    if terme.maximum is not None and valeur is not None and valeur > terme.maximum:
        raise RefusMetier(f"{intitule} ne dépasse pas {terme.ecrire(terme.maximum)}.", champ=terme.nom)


def _verifier_le_changement(ancienne: Clause, nature: str, date_effet: Any) -> None:
    if nature not in Nature.values or nature == Nature.INITIALE:
        raise RefusMetier(
            "Dites ce qu'est ce changement\u00a0: rectificatif, avenant, ajustement ou correction.",
            champ="nature_changement",
        )
    if nature == Nature.RECTIFICATIF and ancienne.lot.attributions.actifs().exists():
        raise RefusMetier(
            "Ce lot est attribué\u00a0: un rectificatif n'est plus possible. Choisissez l'avenant, ou la correction de "
            "saisie si la clause a toujours dit cela.",
            champ="nature_changement",
        )
    if date_effet is None:
        raise RefusMetier("Dites depuis quand la clause change.", champ="date_effet")
    if ancienne.date_effet and date_effet < ancienne.date_effet:
        raise RefusMetier(
            f"La version précédente vaut depuis le {ancienne.date_effet:%d/%m/%Y}\u00a0: celle-ci ne peut pas la "
            "précéder.",
            champ="date_effet",
        )


def _depuis(actuelle: Clause, version_lue: int) -> list[tuple[str, Any, Any, str]]:
    """Les écarts entre la version que l'on avait lue et celle qui l'a remplacée, et qui l'a écrite."""
    lue = actuelle.lot.clauses.filter(rang=version_lue).first()
    auteur = EntreeJournal.objects.de(actuelle).filter(action=EntreeJournal.Action.CREATION).first()
    nom = auteur.auteur_nom if auteur else ""
    return [(c.champ, c.avant, c.apres, nom) for c in ecarts(lue, actuelle)] if lue else []
