"""Problems, tests and treatments that made-up documents mention. Nothing here is medical knowledge to rely on."""

from clinpeft.corpora.synthetic.pools import Wordings, wordings

MENTIONS: dict[str, Wordings] = {
    "problem": wordings(
        "chest pain / fever / hypertension / diabetes / shortness of breath / infection / bleeding",
        "pneumonia / atrial fibrillation / urinary tract infection / cellulitis / diarrhea / nausea / dizziness / "
        "leg swelling / pleural effusion / anemia / seizures / abdominal distention / tachycardia / hip fracture / "
        "pancreatitis / aortic stenosis / productive cough / chills / fatigue / weight loss / jaundice / "
        "hyponatremia / delirium / pulmonary edema / thrombocytopenia / back pain / blurred vision / ascites / "
        "pressure ulcer / small bowel obstruction / diverticulosis / gout / hematuria / stroke / asthma / "
        "lung nodule / rib fractures / night sweats / constipation / depression",
        "dysphagia / rash / syncope / hypokalemia / cholecystitis / ankle edema / COPD / headache / wound infection / "
        "renal cyst",
        "congestive heart failure / vomiting / palpitations / deep vein thrombosis / bronchitis / hypoglycemia / "
        "leukocytosis / arm weakness / hepatic encephalopathy / kidney stones / myocardial infarction / "
        "osteomyelitis / melena / numbness / liver lesions / gastritis / mitral regurgitation / sore throat / "
        "hyperkalemia / bradycardia / tremor / spinal stenosis / pericardial effusion / neutropenia / cataract / "
        "joint pain / wheezing / meningitis",
    ),
    "test": wordings(
        "CT / EKG / chest x-ray / blood pressure / white count / MRI",
        "echocardiogram / urinalysis / blood cultures / creatinine / hematocrit / cardiac catheterization / "
        "colonoscopy / abdominal ultrasound / head CT / troponin / INR / heart rate / arterial blood gas / "
        "lumbar puncture / stress test / liver function tests / physical examination / bone scan / platelet count / "
        "sputum culture / oxygen saturation / carotid ultrasound / TSH / pulmonary function tests / biopsy / EEG",
        "chest CT / BUN / urine culture / endoscopy / D-dimer / temperature / lipase",
        "telemetry / electrocardiogram / respiratory rate / stool culture / hemoglobin A1c / renal ultrasound / "
        "angiogram / mammogram / bilirubin / bronchoscopy / CT angiography / lactate / amylase / spirometry / ESR / "
        "cystoscopy / tissue pathology / pulse / skin test / lipid panel / BNP / spine film",
    ),
    "treatment": wordings(
        "aspirin / oxygen therapy / antibiotics / surgery / IV fluids",
        "metoprolol / lisinopril / vancomycin / heparin / Coumadin / Lasix / prednisone / bypass grafting / "
        "hemodialysis / physical therapy / appendectomy / blood transfusion / insulin glargine / levofloxacin / "
        "morphine / intubation / chemotherapy / hip replacement / pacemaker placement / Tylenol / warfarin / "
        "albuterol nebulizer / omeprazole / chest tube / central line / diltiazem / ceftriaxone / statin therapy / "
        "wound care / cholecystectomy / Zofran / nitroglycerin",
        "atenolol / mechanical ventilation / Keflex / tonsillectomy / amiodarone / steroids / stent placement / Colace",
        "furosemide / simvastatin / radiation therapy / knee arthroscopy / ciprofloxacin / carvedilol / enoxaparin / "
        "dopamine drip / hysterectomy / gabapentin / Percocet / tube feeds / angioplasty / azithromycin / laparotomy / "
        "fentanyl / arm splint / Plavix / hernia repair / metformin / nasogastric tube / cardioversion / bowel rest / "
        "immunotherapy / ibuprofen / skin graft / compression stockings",
    ),
}

# Measured in one sentence and given in the next: only the context tells a test from a treatment.
SUBSTANCES = wordings(
    "potassium",
    "calcium / magnesium / glucose / insulin",
    "iron / folate",
    "phosphate / sodium / albumin / cortisol / vitamin D",
)

# Words before a mention that belong to it, by type; None means that the mention stands bare.
MODIFIERS: dict[str, tuple[str, ...]] = {
    "problem": (
        "severe", "mild", "acute", "chronic", "worsening", "new", "recurrent", "intermittent", "the", "some",
        "significant", "mild bilateral", "the patient 's", "known",
    ),
    "test": ("repeat", "serial", "follow-up", "bedside", "the", "a repeat", "initial", "an outpatient"),
    "treatment": ("home", "low-dose", "emergent", "the", "further", "prophylactic", "additional", "the usual"),
}  # fmt: skip
