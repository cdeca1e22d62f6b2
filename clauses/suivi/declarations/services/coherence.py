"""Ce qui surprend dans un contrat sans l'interdire : des avertissements, chacun avec ce qu'il y a à vérifier."""

from clauses.fond.structures.models import Nature
from clauses.suivi.declarations.models import AffectationLot, ContratInsertion
from clauses.suivi.declarations.periodes import periodes_des_lots
from clauses.suivi.declarations.services.ressemblances import ressemblances
from clauses.suivi.participants.models import Eligibilite
from regles.typographie import jour_en_mots, majuscule, typographie

Modalite, Type = ContratInsertion.Modalite, ContratInsertion.TypeContrat
METTENT_A_DISPOSITION = frozenset({Nature.ETTI, Nature.AI, Nature.GEIQ, Nature.EATT, Nature.ETT})
EXECUTENT = frozenset({Nature.EI, Nature.ACI, Nature.EA, Nature.ESAT, Nature.REGIE})
NATURES_PAR_TYPE = {
    Type.CTTI: frozenset({Nature.ETTI}),
    Type.CDDI: frozenset({Nature.EI, Nature.ACI, Nature.AI, Nature.REGIE}),
    Type.CDD_TREMPLIN: frozenset({Nature.EA, Nature.EATT}),
    Type.ESAT: frozenset({Nature.ESAT}),
    Type.CDI_INCLUSION: frozenset({Nature.EI, Nature.ACI, Nature.AI, Nature.ETTI, Nature.REGIE}),
}


def avertissements(contrat: ContratInsertion) -> list[str]:
    """Les incohérences probables d'un contrat enregistré ; vide s'il n'y en a pas. Cinq requêtes."""
    avis = [*_selon_la_modalite(contrat), *_selon_le_type(contrat), *_selon_l_eligibilite(contrat)]
    avis += [*_selon_les_lots(contrat), *_autres_contrats(contrat)]
    return [typographie(texte) for texte in avis]


def _selon_la_modalite(contrat: ContratInsertion) -> list[str]:
    nature, nom = contrat.employeur.nature, contrat.employeur
    if contrat.modalite == Modalite.MISE_A_DISPOSITION and nature not in METTENT_A_DISPOSITION:
        return [
            f"{nom} n'est ni ETTI, AI, GEIQ, EATT ni ETT : une mise à disposition vient d'ordinaire de l'une d'elles."
        ]
    if contrat.modalite in (Modalite.SOUS_TRAITANCE, Modalite.COTRAITANCE) and nature not in EXECUTENT:
        return [f"{nom} n'est ni EI, ACI, EA, ESAT ni régie : vérifiez la modalité ou la nature de la structure."]
    if contrat.modalite == Modalite.EMBAUCHE_DIRECTE and nature in METTENT_A_DISPOSITION - {Nature.GEIQ}:
        return [f"{nom} met des personnes à disposition : est-ce vraiment une embauche directe ?"]
    return []


def _selon_le_type(contrat: ContratInsertion) -> list[str]:
    admises = NATURES_PAR_TYPE.get(Type(contrat.type_contrat))
    if admises is None or contrat.employeur.nature in admises:
        return []
    sigles = ", ".join(sorted(nature.value.upper() for nature in admises))
    return [f"« {contrat.get_type_contrat_display()} » se conclut d'ordinaire avec : {sigles}."]


def _selon_l_eligibilite(contrat: ContratInsertion) -> list[str]:
    eligibilite = Eligibilite.objects.actifs().filter(participant_id=contrat.participant_id).first()
    if eligibilite is None:
        return ["L'éligibilité de la personne n'est pas prononcée : ses heures ne pourront pas être validées."]
    if not eligibilite.est_eligible:
        return ["La personne a été jugée non éligible : ses heures ne compteront pas."]
    if eligibilite.date_entree > contrat.date_debut:
        acquise = jour_en_mots(eligibilite.date_entree)
        return [f"L'éligibilité n'est acquise que le {acquise} : les heures d'avant ne compteront pas."]
    return []


def _selon_les_lots(contrat: ContratInsertion) -> list[str]:
    affectations = AffectationLot.objects.actifs().filter(contrat=contrat).select_related("lot__marche")
    periodes = periodes_des_lots(affectation.lot for affectation in affectations)
    avis = []
    for affectation in affectations:
        periode, lot = periodes[affectation.lot_id], affectation.lot
        if periode.debut and contrat.date_fin and contrat.date_fin < periode.debut:
            avis.append(f"Le contrat s'achève avant le début de « {lot} » ({jour_en_mots(periode.debut)}).")
        if periode.fin and contrat.date_debut > periode.fin:
            avis.append(f"Le contrat commence après la fin de « {lot} » ({jour_en_mots(periode.fin)}).")
    return avis


def _autres_contrats(contrat: ContratInsertion) -> list[str]:
    """Un contrat de la même personne que celui-ci redit peut-être."""
    trouvee = ressemblances([contrat.pk]).get(contrat.pk)
    return [majuscule(trouvee.en_mots)] if trouvee else []
