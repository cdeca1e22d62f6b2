"""Dix-huit mois de déclarations : transmises par les entreprises, validées par la facilitatrice ; les derniers
attendent, l'un est en retard, l'un est contesté."""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from clauses.fond.habilitations.roles import Role
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.signature import signer
from clauses.portes.demo.conteur import Conteur, Scene
from clauses.suivi.declarations.models import ContratInsertion, DeclarationMensuelle
from clauses.suivi.declarations.services.controle_saisie import HeuresSaisies
from clauses.suivi.declarations.services.ouverture import ouvrir_les_mois
from clauses.suivi.declarations.services.saisie import declarer_neant, soumettre
from clauses.suivi.declarations.services.validation import demander_correction, valider_lignes
from regles.calendrier import ajouter_mois, dernier_du_mois

# Un rythme de chantier : creux d'août et de fin d'année.
RYTHME = {1: "0.95", 2: "0.9", 5: "0.9", 7: "0.85", 8: "0.55", 12: "0.75"}
CONTESTE = "paysage"
MOTIF_DE_CORRECTION = (
    "Le relevé de l'entreprise porte 36 h de moins que la déclaration : joignez le planning ou corrigez les heures."
)
OBSERVATION_CONTESTEE = (
    "Nous contestons l'écart : les heures du jardin partagé ont été faites en atelier, le planning est à disposition."
)


def jouer(recit: Conteur, jour: date) -> None:
    """Ouvre les mois, les fait transmettre et valider jusqu'à celui que dit sa scène."""
    ouvrir_les_mois(jour, par=recit.par)
    for scene in recit.scenes.values():
        for declaration in _mois_de(scene, recit.repere):
            ecart = (declaration.mois.year - recit.repere.year) * 12 + declaration.mois.month - recit.repere.month
            if ecart >= -scene.silence:
                continue
            _transmettre(recit, scene, declaration)
            if ecart < -scene.a_valider:
                _valider(recit, declaration)


def _mois_de(scene: Scene, repere: date) -> list[DeclarationMensuelle]:
    return list(
        DeclarationMensuelle.objects.filter(attribution=scene.attribution, mois__lt=repere)
        .select_related("lot__marche", "attribution__structure")
        .order_by("mois")
    )


def _transmettre(recit: Conteur, scene: Scene, declaration: DeclarationMensuelle) -> None:
    """L'entreprise envoie son mois le 9 du suivant."""
    par = Acteur(
        identifiant=f"demonstration:{scene.attribution.structure_id}",
        nom=str(scene.attribution.structure),
        role=Role.TITULAIRE,
        porteuse_id=recit.troupe.porteuse.pk,
        structure_id=scene.attribution.structure_id,
    )
    presents = [(c, h) for c, h in scene.contrats if _est_present(c, declaration.mois)]
    if presents:
        lignes = [
            HeuresSaisies(contrat_id=c.pk, travaillees=heures_du_mois(c, h, declaration.mois)) for c, h in presents
        ]
        soumettre(declaration, lignes, par=par)
    else:
        declarer_neant(declaration, par=par)
    recue = ajouter_mois(declaration.mois, 1) + timedelta(days=8)
    with signer(par, "démonstration\u00a0: date de réception"):
        DeclarationMensuelle.objects.filter(pk=declaration.pk).update(
            soumise_le=timezone.make_aware(datetime.combine(recue, time(10, 42)))
        )


def _est_present(contrat: ContratInsertion, mois: date) -> bool:
    return contrat.date_debut <= dernier_du_mois(mois) and (contrat.date_fin is None or contrat.date_fin >= mois)


def heures_du_mois(contrat: ContratInsertion, base: Decimal, mois: date) -> Decimal:
    """Une base, le rythme de la saison, le premier mois entamé, et une petite variation propre au mois."""
    variation = Decimal((mois.year * 12 + mois.month) * 7 % 11 - 5) / 100
    heures = base * (Decimal(RYTHME.get(mois.month, "1")) + variation)
    if contrat.date_debut > mois:
        fin = dernier_du_mois(mois)
        heures = heures * ((fin - contrat.date_debut).days + 1) / fin.day
    return (heures * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2


def _valider(recit: Conteur, declaration: DeclarationMensuelle) -> None:
    """La facilitatrice valide tout ce qui n'est pas bloqué."""
    cles = list(declaration.lignes.actifs().filter(etat="soumise").values_list("pk", flat=True))
    if cles:
        valider_lignes(cles, par=recit.par)


def contester(recit: Conteur) -> None:
    """Le dernier mois du cotraitant : la facilitatrice demande une correction, l'entreprise conteste."""
    scene = recit.scenes[CONTESTE]
    declaration = DeclarationMensuelle.objects.filter(attribution=scene.attribution, etat="soumise").latest("mois")
    cles = list(declaration.lignes.actifs().values_list("pk", flat=True))
    demander_correction(cles, par=recit.par, motif=MOTIF_DE_CORRECTION)
    declaration.refresh_from_db()
    with signer(recit.par, "démonstration\u00a0: observation de l'entreprise"):
        declaration.observation = OBSERVATION_CONTESTEE
        declaration.save(update_fields=["observation"])
