"""Les accueils et les listes ne montrent que des sommes que fait la base : ici, elles se recomptent ligne à ligne."""

import random
from datetime import date
from decimal import Decimal

import pytest

from clauses.avant.circuit.models import Dossier
from clauses.avant.circuit.resume import resumes
from clauses.avant.circuit.situation import situations
from clauses.avant.circuit.tests import fabriques as circuit
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.adresses import fiche_de
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.socle.valeurs import en_heures, en_mois
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.chiffres.retards import mois_a_valider
from clauses.suivi.declarations.attentes import a_valider
from clauses.suivi.declarations.models import ContratInsertion, DeclarationMensuelle, LigneHeures
from clauses.suivi.declarations.services.validation import refuser_lignes
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.declarations.tests.scene import OCTOBRE, planter
from clauses.suivi.marches.models import Clause, Operation
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants.tests import fabriques as participants

pytestmark = pytest.mark.django_db
HASARDS = [1, 2, 3]
EN_ATTENTE = ("soumise", "a_corriger")
MOIS = [date(2026, mois, 1) for mois in (8, 9, 10)]


def annuler(objet) -> None:
    signer_et_ecrire(objet, annule_le="2026-11-01T00:00:00Z", motif_annulation="essai")


def signer_et_ecrire(objet, **champs) -> None:
    with signer(FABRICANT):
        type(objet).objects.filter(pk=objet.pk).update(**champs)


def lot_au_hasard(marche, rang: int, hasard: random.Random) -> None:
    """Un lot, sa clause, ses contrats, ses lignes de tous les états, dont quelques annulées."""
    lot = marches.lot(marche, str(rang))
    marches.clause(lot, heures=Decimal(hasard.randint(100, 900)))
    attribution = marches.attribution(
        lot, structures.structure(marche.porteuse, f"Entreprise {marche.operation.nom} {rang}")
    )
    mois = {m: declarations.declaration(attribution, m, etat=hasard.choice(["attendue", "soumise"])) for m in MOIS}
    for _ in range(hasard.randint(1, 3)):
        personne = participants.participant(marche.porteuse)
        if hasard.random() < 0.6:
            participants.eligibilite(personne)
        contrat = declarations.contrat(personne, lot)
        for m in MOIS:
            etat = hasard.choice(["brouillon", "soumise", "a_corriger", "validee", "refusee"])
            heures, motif = f"{hasard.randint(100, 15_000) / 100:.2f}", "essai" if etat == "refusee" else ""
            ligne = declarations.ligne(contrat, lot, m, heures, etat=etat, motif=motif, declaration=mois[m])
            if hasard.random() < 0.2:
                annuler(ligne)


@pytest.fixture
def facilitatrice(request):
    """Trois opérations, des lots au hasard, et celle qui les suit."""
    hasard = random.Random(request.param)
    porteuse = structures.porteuse()
    compte = comptes.facilitateur(porteuse)
    for rang in range(3):
        operation = marches.operation(porteuse, nom=f"Opération {rang}", facilitateur=compte.utilisateur)
        marche = marches.marche(operation)
        for n in range(hasard.randint(1, 2)):
            lot_au_hasard(marche, n + 1, hasard)
    return compte


def page(client, compte, adresse):
    client.force_login(compte.utilisateur)
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.context


def lignes(**de) -> list[LigneHeures]:
    return [ligne for ligne in LigneHeures.objects.filter(**de) if ligne.annule_le is None]


def retenu(toutes: list[LigneHeures]) -> Decimal:
    return sum((ligne.retenues for ligne in toutes if ligne.etat == "validee"), Decimal(0))


@pytest.mark.parametrize("facilitatrice", HASARDS, indirect=True)
def test_l_accueil_se_recompte_ligne_a_ligne(client, facilitatrice):
    contexte = page(client, facilitatrice, "/")
    vues = {suivi.operation.pk: suivi.chiffres for suivi in contexte["operations"]}
    assert set(vues) == set(Operation.objects.values_list("pk", flat=True))
    for cle, chiffres in vues.items():
        siennes = lignes(lot__marche__operation=cle)
        assert chiffres.retenu == retenu(siennes)
        assert chiffres.a_decider == sum(li.declarees for li in siennes if li.etat in EN_ATTENTE)
        assert chiffres.engagement == sum(c.heures for c in Clause.objects.filter(lot__marche__operation=cle))


@pytest.mark.parametrize("facilitatrice", HASARDS, indirect=True)
def test_ce_qui_attend_se_recompte(client, facilitatrice):
    """Un acte par mois de plusieurs opérations, un par opération pour ses mois à elle seule ; un pour qui n'a pas
    d'éligibilité ; un par entreprise en retard."""
    groupes = {groupe["cle"]: groupe for groupe in page(client, facilitatrice, "/")["groupes"]}
    mois = list(DeclarationMensuelle.objects.select_related("lot__marche"))
    a_valider = [m for m in mois if m.etat == "soumise"]
    a_juger = {c.participant_id for c in ContratInsertion.objects.all() if not c.participant.eligibilites.exists()}
    par_mois = {m: {d.lot.marche.operation_id for d in a_valider if d.mois == m} for m in {d.mois for d in a_valider}}
    seules = {next(iter(siennes)) for siennes in par_mois.values() if len(siennes) == 1}
    communs = [m for m, siennes in par_mois.items() if len(siennes) > 1]
    assert groupes["moi"]["combien"] == len(communs) + len(seules) + bool(a_juger)
    if len(a_juger) > 1:
        assert f"{len(a_juger)} personnes" in groupes["moi"]["attentes"]
    en_retard = [m for m in mois if m.etat == "attendue" and m.echeance < date(2026, 11, 24)]
    assert groupes["autres"]["combien"] == len({m.attribution.structure_id for m in en_retard})
    for m in communs:
        siennes = [li for d in a_valider if d.mois == m for li in lignes(declaration=d) if li.etat in EN_ATTENTE]
        acte = groupes["moi"]["attentes"].split(f"<strong>Valider {en_mois(m)}</strong>")[1].split("<details")[0]
        assert en_heures(sum(li.declarees for li in siennes)) in acte
        assert f"{len({li.contrat.participant_id for li in siennes})}\u00a0personne" in acte
    for cle in seules:
        siens = [d for d in a_valider if par_mois[d.mois] == {cle}]
        siennes = [li for d in siens for li in lignes(declaration=d) if li.etat in EN_ATTENTE]
        acte = groupes["moi"]["attentes"].split(f", {Operation.objects.get(pk=cle)}<br>")[1].split("</span>")[0]
        assert (en_heures(sum(li.declarees for li in siennes)) if siennes else "néant") in acte


@pytest.mark.parametrize("facilitatrice", HASARDS, indirect=True)
def test_les_listes_se_recomptent_ligne_a_ligne(client, facilitatrice):
    for operation in page(client, facilitatrice, "/operations/")["tableau"].lignes:
        clauses = Clause.objects.filter(lot__marche__operation=operation.operation)
        assert (operation.lots, operation.engagement) == (len(clauses), sum(c.heures for c in clauses))
    contrats = page(client, facilitatrice, "/contrats/")["tableau"].lignes
    assert len(contrats) == ContratInsertion.objects.count()
    for contrat in contrats:
        assert contrat.retenu == retenu(lignes(contrat=contrat))
    mois = page(client, facilitatrice, "/declarations/")["tableau"].lignes
    assert len(mois) == DeclarationMensuelle.objects.count()
    for m in mois:
        siennes = lignes(declaration=m)
        assert m.personnes == len({li.contrat_id for li in siennes})
        assert m.declare == sum(li.declarees for li in siennes if li.etat != "brouillon")
        assert m.a_decider == sum(li.declarees for li in siennes if li.etat in EN_ATTENTE)
        assert m.retenu == sum(li.retenues for li in siennes)


def test_une_ligne_refusee_n_attend_plus_nulle_part(client):
    """114 h et 71,5 h transmises en octobre ; les 71,5 refusées, chacun lit 114 à décider, et 185,5 déclarées."""
    scene = planter()
    declarer = {"declaration": scene.octobre}
    declarations.ligne(scene.ines, scene.lot, OCTOBRE, "114", **declarer)
    refusee = declarations.ligne(scene.yacine, scene.lot, OCTOBRE, "71.5", **declarer)
    signer_et_ecrire(scene.octobre, etat="soumise", soumise_le="2026-11-03T09:00:00Z")
    refuser_lignes([refusee.pk], par=scene.equipe, motif="Hors du marché")
    (attente,) = a_valider(scene.equipe, [scene.lot.marche.operation_id], date(2026, 11, 24))
    assert attente.detail.endswith("1\u00a0personne, 114\u202fh")
    (mois,) = mois_a_valider([scene.lot.pk])
    assert mois.heures == 114
    (vu,) = page(client, scene.facilitateur, "/declarations/")["tableau"].lignes
    assert (vu.declare, vu.a_decider, vu.retenu) == (Decimal("185.5"), 114, 0)
    cartes = page(client, scene.facilitateur, fiche_de(scene.lot))["cartes"]
    assert [(c.titre, c.valeur, c.precision) for c in cartes if c.titre == "À décider"] == [
        ("À décider", "114", "déclarées, à valider")
    ]


def test_ce_qui_est_rendu_au_declarant_n_est_pas_dit_a_valider(client):
    """La carte ouvre les lignes dont la somme est son chiffre : celles à valider et celles à corriger."""
    scene = planter()
    declarations.ligne(scene.ines, scene.lot, OCTOBRE, "114", declaration=scene.octobre)
    declarations.ligne(scene.yacine, scene.lot, OCTOBRE, "49", etat="a_corriger", declaration=scene.octobre)
    carte = next(c for c in page(client, scene.facilitateur, fiche_de(scene.lot))["cartes"] if c.titre == "À décider")
    assert (carte.valeur, carte.precision) == ("163", "114\u202fh à valider, 49\u202fh à corriger")
    derriere = page(client, scene.facilitateur, carte.url)["tableau_lignes"].lignes
    assert sum(ligne.declarees for ligne in derriere) == 163


@pytest.mark.parametrize("graine", range(6))
def test_le_resume_d_un_dossier_dit_comme_sa_situation(graine):
    """L'accueil compte, la fiche lit pièce par pièce : ils disent la même chose, quoi qu'il soit arrivé au dossier."""
    hasard, scene = random.Random(graine), circuit.scene()
    scene.chez_l_acheteur(avec_accord=hasard.random() < 0.7)
    remarques = hasard.choice([0, 0, 1, 2])
    for rang in range(remarques):
        scene.remarque(texte=f"À préciser, point {rang}")
    # On n'approuve pas une pièce dont on attend une réponse.
    scene.passer("acheteur", "facilitateur", avec_accord=not remarques and hasard.random() < 0.8)
    if hasard.random() < 0.5:
        circuit.version(scene.ccap)
    if hasard.random() < 0.3:
        annuler(scene.annexe)
    if hasard.random() < 0.3:
        annuler(circuit.version(scene.ccap))
    dossiers = list(Dossier.objects.all())
    for court, long in zip(resumes(dossiers), situations(dossiers).values(), strict=True):
        for quoi in ("est_complet", "accord_tombe", "etat", "chez", "remarques_ouvertes", "parties"):
            assert getattr(court, quoi) == getattr(long, quoi), quoi
        assert sorted(court.versions_du) == sorted(long.versions_du)
