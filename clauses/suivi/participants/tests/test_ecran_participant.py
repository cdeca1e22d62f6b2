"""Les écrans de la personne : qui les voit, ce qu'ils refusent, combien de requêtes."""

from datetime import date

import pytest
from django.urls import reverse

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants.models import Participant
from clauses.suivi.participants.tests import fabriques
from regles.publics import CRITERES, PIECES

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def facilitatrice(client, porteuse):
    client.force_login(comptes.facilitateur(porteuse).utilisateur)
    return client


def _saisie(**champs):
    return {"prenom": "Inès", "nom": "Fictif", "date_naissance": "14/05/1990", "code_postal": "59300", **champs}


def test_la_liste_cherche_sans_accents_et_filtre(facilitatrice, porteuse):
    fabriques.participant(porteuse, nom="Élan", prenom="Zoé")
    jugee = fabriques.participant(porteuse, nom="Autre")
    fabriques.eligibilite(jugee)
    page = facilitatrice.get(reverse("participants:liste"), {"q": "elan zoe"})
    assert "Élan" in page.content.decode()
    assert "Autre" not in page.content.decode()
    page = facilitatrice.get(reverse("participants:liste"), {"eligibilite": "eligible"})
    assert "Autre" in page.content.decode()
    assert "Élan" not in page.content.decode()


def test_la_liste_vide_propose_le_premier_acte(facilitatrice):
    page = facilitatrice.get(reverse("participants:liste")).content.decode()
    assert reverse("participants:creer") in page


def test_le_nombre_de_requetes_de_la_liste_ne_suit_pas_le_nombre_de_personnes(
    facilitatrice, porteuse, django_assert_max_num_queries
):
    for _ in range(30):
        fabriques.eligibilite(fabriques.participant(porteuse))
    with django_assert_max_num_queries(12):
        assert facilitatrice.get(reverse("participants:liste")).status_code == 200


def test_creer_ouvre_la_fiche(facilitatrice, porteuse):
    reponse = facilitatrice.post(reverse("participants:creer"), _saisie())
    personne = Participant.objects.get()
    assert reponse["Location"] == reverse("participants:fiche", args=[personne.pk])
    assert personne.date_naissance == date(1990, 5, 14)
    assert personne.porteuse_id == porteuse.pk


def test_un_doublon_probable_se_montre_avant_d_enregistrer(facilitatrice, porteuse):
    connue = fabriques.participant(porteuse, nom="Fictif", prenom="Inès", date_naissance=date(1990, 5, 14))
    page = facilitatrice.post(reverse("participants:creer"), _saisie()).content.decode()
    assert reverse("participants:fiche", args=[connue.pk]) in page
    assert Participant.objects.count() == 1
    facilitatrice.post(reverse("participants:creer"), _saisie(malgre_les_doublons="on"))
    assert Participant.objects.count() == 2


def test_un_numero_de_securite_sociale_est_refuse_et_rien_n_est_perdu(facilitatrice):
    page = facilitatrice.post(
        reverse("participants:creer"), _saisie(observation="NIR 2 90 05 59 606 123 18", commune="Anzin")
    ).content.decode()
    assert "numéro de sécurité sociale" in page
    assert "Anzin" in page
    assert not Participant.objects.exists()


def test_le_second_a_enregistrer_voit_le_changement(facilitatrice, porteuse):
    personne = fabriques.participant(porteuse, prenom="Inès", commune="Anzin")
    adresse = reverse("participants:modifier", args=[personne.pk])
    lue = personne.version
    saisie = _saisie(nom=personne.nom, version=lue)
    facilitatrice.post(adresse, {**saisie, "commune": "Denain"})
    page = facilitatrice.post(adresse, {**saisie, "commune": "Valenciennes"}).content.decode()
    assert "Ce qui a changé pendant votre saisie" in page
    assert "Denain" in page
    assert "Valenciennes" in page
    personne.refresh_from_db()
    assert personne.commune == "Denain"


def test_noter_puis_prononcer(facilitatrice, porteuse):
    personne = fabriques.participant(porteuse)
    noter, prononcer = (
        reverse(f"participants:{nom}", args=[personne.pk]) for nom in ("noter_critere", "prononcer_eligibilite")
    )
    critere = {"code": "rsa", "piece": "attestation_caf_msa", "piece_datee_du": "20/01/2026", "vue_le": "02/02/2026"}
    facilitatrice.post(noter, critere | {"lues": lues(facilitatrice.get(noter + "?code=rsa"))})
    facilitatrice.post(prononcer, {"date_entree": "02/02/2026", "lues": lues(facilitatrice.get(prononcer))})
    page = facilitatrice.get(reverse("participants:fiche", args=[personne.pk])).content.decode()
    assert "Éligible au 2\u00a0février 2026" in page or "Éligible au 2 février 2026" in page.replace("\u00a0", " ")
    assert personne.eligibilites.get().est_eligible


def lues(reponse) -> str:
    return reponse.context["formulaire"]["lues"].value()


def test_une_eligibilite_prononcee_par_un_autre_ne_se_rejuge_pas_sans_le_dire(facilitatrice, porteuse):
    personne = fabriques.participant(porteuse)
    adresse = reverse("participants:prononcer_eligibilite", args=[personne.pk])
    envoi = {"date_entree": "02/02/2026", "motif": "Pièce retrouvée", "lues": lues(facilitatrice.get(adresse))}
    jugement = fabriques.eligibilite(personne)
    refus = facilitatrice.post(adresse, envoi)
    assert (refus.status_code, refus.context["formulaire"]["motif"].value()) == (422, "Pièce retrouvée")
    assert "Ce qui a changé pendant votre saisie" in refus.content.decode()
    assert list(personne.eligibilites.actifs()) == [jugement]
    muette = facilitatrice.post(adresse, envoi | {"lues": ""})
    assert "ne dit pas ce qu’elle vous montrait" in muette.content.decode()
    assert facilitatrice.post(adresse, envoi | {"lues": lues(refus)}).status_code == 302
    assert personne.eligibilites.actifs().get() != jugement


def test_seules_les_pieces_du_critere_sont_proposees(facilitatrice, porteuse):
    noter = reverse("participants:noter_critere", args=[fabriques.participant(porteuse).pk])
    assert 'name="piece"' not in facilitatrice.get(noter).content.decode()
    assert 'name="piece"' not in facilitatrice.get(noter, {"code": "inconnu"}).content.decode()
    page = facilitatrice.get(noter, {"code": "rsa"}).content.decode()
    proposees = {cle for cle in PIECES if f'value="{cle}"' in page}
    assert proposees == set(CRITERES["rsa"].pieces) != set(PIECES)
    refus = facilitatrice.post(noter, {"code": "rsa", "piece": "piece_identite", "vue_le": "02/02/2026"})
    assert "Cette pièce ne justifie pas ce critère" in refus.content.decode()


def test_une_piece_sans_date_de_vue_est_demandee(facilitatrice, porteuse):
    personne = fabriques.participant(porteuse)
    page = facilitatrice.post(
        reverse("participants:noter_critere", args=[personne.pk]), {"code": "rsa", "piece": "attestation_caf_msa"}
    ).content.decode()
    assert "quel jour vous avez vu" in page
    assert not personne.criteres.exists()


def test_un_critere_deja_note_se_montre_et_ne_s_ecrase_pas_sans_le_dire(facilitatrice, porteuse):
    personne = fabriques.participant(porteuse)
    adresse = reverse("participants:noter_critere", args=[personne.pk]) + "?code=rsa"
    lues = facilitatrice.get(adresse).context["formulaire"]["lues"].value()
    envoi = {"code": "rsa", "piece": "attestation_caf_msa", "vue_le": "02/02/2026", "lues": lues}
    assert facilitatrice.post(adresse, envoi | {"precision": "Depuis mars"}).status_code == 302
    refus = facilitatrice.post(adresse, envoi)
    assert "Ce qui a changé pendant votre saisie" in refus.content.decode()
    assert personne.criteres.get().precision == "Depuis mars"
    assert facilitatrice.get(adresse).context["formulaire"]["precision"].value() == "Depuis mars"


def test_retirer_un_critere_demande_un_motif(facilitatrice, porteuse):
    critere = fabriques.critere(fabriques.participant(porteuse), "rsa")
    adresse = reverse("participants:retirer_critere", args=[critere.pk])
    assert "Dites pourquoi" in facilitatrice.post(adresse, {"motif": " "}).content.decode()
    facilitatrice.post(adresse, {"motif": "Erreur de personne"})
    critere.refresh_from_db()
    assert critere.motif_annulation == "Erreur de personne"


def test_une_autre_porteuse_ne_voit_rien(client, porteuse):
    personne = fabriques.participant(porteuse)
    client.force_login(comptes.facilitateur(structures.porteuse("Ailleurs")).utilisateur)
    for nom in ("fiche", "modifier", "noter_critere", "prononcer_eligibilite"):
        assert client.get(reverse(f"participants:{nom}", args=[personne.pk])).status_code == 404
    assert personne.nom not in client.get(reverse("participants:liste")).content.decode()


def test_l_acheteur_ne_voit_aucune_personne(client, porteuse):
    personne = fabriques.participant(porteuse)
    client.force_login(comptes.donneur_d_ordre(structures.bailleur(porteuse)).utilisateur)
    assert client.get(reverse("participants:liste")).status_code == 403
    assert client.get(reverse("participants:fiche", args=[personne.pk])).status_code == 404


def test_l_entreprise_ne_voit_que_les_siens_et_jamais_les_criteres(client, porteuse):
    lot, attribution = marches.lot_clause(porteuse)
    sien = fabriques.participant(porteuse, nom="Lesien", commune="Anzin")
    declarations.contrat(sien, lot)
    fabriques.critere(sien, "rsa")
    autre = fabriques.participant(porteuse, nom="Lautre")
    client.force_login(comptes.titulaire(attribution.structure).utilisateur)
    page = client.get(reverse("participants:fiche", args=[sien.pk])).content.decode()
    assert "Lesien" in page
    assert "RSA" not in page
    assert "Anzin" not in page
    assert client.get(reverse("participants:fiche", args=[autre.pk])).status_code == 404
    for nom in ("modifier", "noter_critere", "prononcer_eligibilite"):
        assert client.get(reverse(f"participants:{nom}", args=[sien.pk])).status_code == 403, nom
    assert "Lautre" not in client.get(reverse("participants:liste")).content.decode()


@pytest.mark.parametrize("qui", [comptes.titulaire, comptes.employeur])
def test_un_contrat_annule_ne_laisse_plus_voir_la_personne(client, porteuse, qui):
    lot, attribution = marches.lot_clause(porteuse)
    personne = fabriques.participant(porteuse)
    contrat = declarations.contrat(personne, lot)
    client.force_login(qui(attribution.structure).utilisateur)
    adresse = reverse("participants:fiche", args=[personne.pk])
    assert client.get(adresse).status_code == 200
    with signer(FABRICANT):
        contrat.annuler("Saisi deux fois")
    assert client.get(adresse).status_code == 404


def test_la_fiche_demande_ce_qui_manque_pour_prononcer_et_rien_de_ce_qui_est_note(facilitatrice, porteuse):
    personne = fabriques.participant(porteuse)

    def phrase():
        page = facilitatrice.get(reverse("participants:fiche", args=[personne.pk]))
        return page.context["page"].phrase.replace("\xa0", " ").partition(" : ")[2]

    assert phrase() == "notez un critère et la pièce vue."
    fabriques.critere(personne, "deld")
    assert phrase() == "le critère est noté, notez la pièce vue."
    fabriques.critere(personne, "rsa", piece=CRITERES["rsa"].pieces[0], vue_le=date(2026, 9, 1))
    assert phrase() == "un critère et sa pièce sont notés, prononcez-la."


def test_le_critere_ne_se_choisit_pas_d_avance(facilitatrice, porteuse):
    adresse = reverse("participants:noter_critere", args=[fabriques.participant(porteuse).pk])
    page = facilitatrice.get(adresse).content.decode()
    assert '<option value="" selected>Choisir…</option>' in page
    assert "La pièce vue" not in facilitatrice.get(adresse, {"code": ""}).content.decode()


def test_rejuger_demande_pourquoi_d_emblee_et_juger_la_premiere_fois_non(facilitatrice, porteuse):
    personne = fabriques.participant(porteuse)
    adresse = reverse("participants:prononcer_eligibilite", args=[personne.pk])
    assert "Pourquoi la rejugez-vous" not in facilitatrice.get(adresse).text
    fabriques.eligibilite(personne)
    page = facilitatrice.get(adresse).text
    assert "Pourquoi la rejugez-vous" in page
    assert "facultatif" not in page[page.index("Pourquoi la rejugez-vous") :][:200]
    reponse = facilitatrice.post(adresse, {"date_entree": "15/01/2026"})
    assert (reponse.status_code, "dites pourquoi vous la rejugez" in reponse.text) == (422, True)
