"""La demande d'offre et ses verbes : préparer, envoyer une seule fois, relancer, répondre, annuler, résumer."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.core import mail

from clauses.avant.projets.tests import fabriques as projets
from clauses.avant.sourcing import lettre, services
from clauses.avant.sourcing.jetons import empreinte_de, jeton_de, lien_de
from clauses.avant.sourcing.models import Sollicitation
from clauses.avant.sourcing.presentation import _natures_en_mots
from clauses.avant.sourcing.resume import ResumeOffres, offres_de
from clauses.avant.sourcing.services.envois import objet_pour, texte_pour
from clauses.avant.sourcing.services.reponses import Offre
from clauses.avant.sourcing.tests.fabriques import sollicitation
from clauses.fond.annuaire.tests.fabriques import fournisseur
from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.jobs import acteur_depuis, en_json, executer
from clauses.fond.structures.tests import fabriques as structures

pytestmark = pytest.mark.django_db
ECHEANCE = date(2026, 12, 10)


@pytest.fixture
def porteuse():
    return structures.porteuse(courriel="clause@exemple.test")


@pytest.fixture
def projet(porteuse):
    return projets.projet(
        porteuse,
        nom="Réhabilitation fictive",
        commune="Valenciennes",
        code_postal="59300",
        part_main_oeuvre=Decimal(35),
    )


@pytest.fixture
def par(porteuse):
    return comptes.acteur(comptes.facilitateur(porteuse))


@pytest.fixture
def avec_courriel(settings):
    settings.COURRIEL_EST_REGLE = True
    settings.ADRESSE_DU_SITE = "https://clause.exemple.test"


def preparer(projet, par, *courriels, **champs):
    champs = {"objet": "Offre", "message": f"Bonjour {lettre.LIEN}", "echeance": ECHEANCE, **champs}
    return services.preparer(projet, {fournisseur(): courriel for courriel in courriels}, par=par, **champs)


def test_la_lettre_dit_le_projet_et_jamais_ni_le_montant_ni_la_part(projet):
    lots = [projets.lot(projet, intitule="Peintures", metier="peinture"), projets.lot(projet, "2", intitule="Sols")]
    texte = lettre.message_de(projet, lots, echeance=ECHEANCE, signature="Sabine\nMEF fictive")
    for attendu in (
        "59300 Valenciennes",
        "Peintures",
        "Sols",
        "12 mois",
        "janvier 2027",
        "10 décembre 2026",
        lettre.LIEN,
    ):
        assert attendu in texte.replace("\xa0", " "), attendu
    assert "«\u00a0Réhabilitation fictive\u00a0»" in texte
    for tu in ("35", "1 000 000", "1000000", "main-d"):
        assert tu not in texte.replace("\u202f", " ")


def test_preparer_une_fois_par_structure(projet, par):
    une = fournisseur()
    options = {"objet": "Offre", "message": f"Bonjour {lettre.LIEN}", "echeance": ECHEANCE}
    (demande,) = services.preparer(projet, {une: "a@exemple.test"}, par=par, **options)
    assert services.preparer(projet, {une: "a@exemple.test"}, par=par, **options) == []
    assert (demande.etat, demande.courriel) == ("preparee", "a@exemple.test")
    services.annuler(demande, par=par, motif="Doublon")
    assert len(services.preparer(projet, {une: ""}, par=par, **options)) == 1


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"message": "Bonjour"}, "lien de réponse"),
        ({"echeance": date(2026, 11, 24)}, "à venir"),
        ({"message": f"Part de main d'œuvre : 35 % {lettre.LIEN}"}, "main-d'œuvre"),
        ({"objet": "La main-d’oeuvre"}, "main-d'œuvre"),
    ],
)
def test_une_demande_mal_faite_est_refusee(champs, attendu, projet, par):
    with pytest.raises(RefusMetier, match=attendu):
        preparer(projet, par, "", **champs)
    assert not Sollicitation.objects.exists()


def test_sans_destinataire_rien_ne_part(projet, par):
    with pytest.raises(RefusMetier, match="au moins une structure"):
        preparer(projet, par)


def test_le_jeton_n_est_garde_que_hache(projet, par):
    demande = sollicitation(projet)
    jeton = jeton_de(demande.pk)
    assert len(jeton) == 43
    assert demande.jeton_empreinte == empreinte_de(jeton) != jeton
    assert jeton_de(sollicitation(projet).pk) != jeton
    assert lien_de(demande.pk).endswith(f"/offres/{jeton}/")


def test_sans_serveur_de_courriel_le_site_ne_fait_pas_semblant(projet, par):
    (demande,) = preparer(projet, par, "a@exemple.test")
    with pytest.raises(RefusMetier, match="n'envoie pas de courriel"):
        services.envoyer(demande, par=par)
    services.noter_envoyee(demande, par=par)
    demande.refresh_from_db()
    assert (demande.etat, demande.moyen) == ("envoyee", "a_la_main")
    assert mail.outbox == []
    with pytest.raises(RefusMetier, match="déjà partie"):
        services.noter_envoyee(demande, par=par)


def test_le_courriel_differe_deux_fois_ne_part_qu_une_fois(projet, par, avec_courriel):
    (demande,) = preparer(projet, par, "a@exemple.test")
    services.envoyer(demande, par=par)
    demande.refresh_from_db()
    assert demande.etat == "preparee"
    travail = {
        "chemin": "clauses.avant.sourcing.services.envois.envoyer_courriel",
        "par": {"identifiant": "systeme:essai", "nom": "essai"},
        "ids": en_json({"sollicitation_id": demande.pk, "rang": 0}),
    }
    for _ in range(2):
        executer(**travail)
    demande.refresh_from_db()
    (courriel,) = mail.outbox
    assert courriel.to == ["a@exemple.test"]
    assert courriel.reply_to == ["clause@exemple.test"]
    assert f"https://clause.exemple.test/offres/{jeton_de(demande.pk)}/" in courriel.body
    assert lettre.LIEN not in courriel.body
    assert str(demande.pk) in courriel.extra_headers["Message-ID"]
    assert (demande.etat, demande.moyen, demande.courriels_partis) == ("envoyee", "courriel", 1)
    assert acteur_depuis(travail["par"]).nom == "essai"


def test_le_courriel_et_son_rappel_sont_imprimes_et_leur_lien_intact(projet, par, avec_courriel):
    message = f"L'offre d'ici : {lettre.LIEN}, ou o'neil@exemple.test"
    (demande,) = preparer(projet, par, "ei@exemple.test", objet="Clause d'insertion : l'offre", message=message)
    assert objet_pour(demande, 1) == "Rappel\u00a0: Clause d’insertion\u00a0: l’offre"
    dit = texte_pour(demande, 1)
    assert dit.startswith("Nous n’avons pas encore votre réponse\u202f; elle reste possible jusqu’au 10\u00a0décembre")
    assert dit.endswith(f"L’offre d’ici\u00a0: {lien_de(demande.pk)}, ou o'neil@exemple.test")
    assert "'" not in lettre.objet_de(projet) + lettre.message_de(projet, [], echeance=ECHEANCE, signature="Ici")


def test_une_demande_annulee_avant_l_envoi_ne_part_pas(projet, par, avec_courriel):
    (demande,) = preparer(projet, par, "a@exemple.test")
    services.annuler(demande, par=par, motif="Erreur")
    assert services.envoyer_courriel(par=par, sollicitation_id=demande.pk) is False
    assert mail.outbox == []


def test_relancer_repousse_et_repart_une_fois(projet, par, avec_courriel):
    (demande,) = preparer(projet, par, "a@exemple.test", echeance=date(2026, 11, 26))
    services.envoyer_courriel(par=par, sollicitation_id=demande.pk)
    services.relancer(demande, par=par)
    for _ in range(2):
        services.envoyer_courriel(par=par, sollicitation_id=demande.pk, rang=1)
    demande.refresh_from_db()
    assert (demande.relances, demande.echeance) == (1, date(2026, 12, 4))
    assert [m.subject for m in mail.outbox] == ["Offre", "Rappel\u00a0: Offre"]
    services.relancer(demande, par=par)
    services.relancer(demande, par=par)
    with pytest.raises(RefusMetier, match="3 relances"):
        services.relancer(demande, par=par)


def test_noter_une_reponse_puis_la_corriger(projet, par):
    demande = sollicitation(projet, etat="envoyee")
    offre = Offre("oui", ["sous_traitance", "embauche"], Decimal(120), "Dès mars", "L. Fictive")
    demande = services.noter_reponse(demande, offre, par=par)
    assert (demande.etat, demande.propose, demande.saisie_par) == ("repondue", ["embauche", "sous_traitance"], par.nom)
    demande = services.noter_reponse(demande, Offre("non", ["embauche"], Decimal(10)), par=par)
    assert (demande.reponse, demande.propose, demande.heures_par_mois) == ("non", [], None)
    with pytest.raises(RefusMetier, match="répondue"):
        services.annuler(demande, par=par, motif="x")


@pytest.mark.parametrize(
    "offre", [Offre("peut_etre"), Offre("oui", ["rien"]), Offre("oui", [], None, "1 85 05 78 006 084 36")]
)
def test_une_reponse_impossible_est_refusee(offre, projet, par):
    with pytest.raises(RefusMetier):
        services.noter_reponse(sollicitation(projet), offre, par=par)


def test_clore_sans_reponse_laisse_une_reponse_tardive(projet, par):
    demande = sollicitation(projet, etat="envoyee")
    services.clore_sans_reponse(demande, par=par)
    demande.refresh_from_db()
    assert demande.etat == "sans_reponse"
    assert services.noter_reponse(demande, Offre("oui"), par=par).etat == "repondue"


def test_le_resume_compte_en_une_requete(projet, par, porteuse, django_assert_num_queries):
    assert offres_de(projet) == ResumeOffres()
    sollicitation(projet)
    sollicitation(projet, etat="envoyee")
    for reponse, heures in (("oui", 100), ("conditions", 50), ("non", 70)):
        services.noter_reponse(sollicitation(projet, etat="envoyee"), Offre(reponse, [], Decimal(heures), "x"), par=par)
    services.annuler(sollicitation(projet, etat="envoyee"), par=par, motif="Doublon")
    sollicitation(projets.projet(porteuse), etat="envoyee")
    with django_assert_num_queries(1):
        resume = offres_de(projet)
    assert resume == ResumeOffres(
        preparees=1, demandees=4, repondues=3, interessees=2, heures_par_mois=Decimal(150), chiffrees=2
    )


def test_les_sigles_sont_invariables_et_les_regies_s_accordent():
    assert _natures_en_mots(Counter({"ETTI": 2, "Régie": 2, "EI": 1})) == "1\u00a0EI, 2\u00a0ETTI et 2\u00a0régies"
