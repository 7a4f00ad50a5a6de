"""What can be the matter with a made-up patient, in many words. Nothing here is medical knowledge to rely on."""

from clinpeft.corpora.synthetic.pools import wordings

# Findings that raise the risk of death when the note says that they are present now.
SERIOUS = {
    "breathing": wordings(
        "shortness of breath",
        "respiratory distress / labored breathing / gasping for air / respiratory failure / SOB at rest",
        "struggling to breathe / acute dyspnea",
        "severe breathlessness / suffocation / choking for oxygen",
    ),
    "mind": wordings(
        "confusion",
        "altered mental status / unresponsiveness / obtundation / AMS / coma",
        "disorientation / stupor",
        "delirium / unconscious state / encephalopathy",
    ),
    "circulation": wordings(
        "hypotension",
        "shock / low blood pressure / circulatory collapse / cold mottled limbs / hypotensive crisis",
        "hemodynamic instability / collapse at home",
        "pressor requirement / thready pulse / underperfused organs",
    ),
    "infection": wordings(
        "sepsis",
        "bacteremia / blood stream infection / urosepsis / necrotizing infection / septic picture",
        "overwhelming infection / infected blood",
        "septicemia / gas gangrene / meningitis",
    ),
    "bleeding": wordings(
        "gastrointestinal bleeding",
        "hematemesis / vomiting blood / massive hemorrhage / bloody stools / GIB",
        "heavy bleeding / intracranial bleed",
        "exsanguination / subdural hematoma / melena",
    ),
    "heart": wordings(
        "cardiac arrest",
        "ventricular fibrillation / massive heart attack / STEMI / VF arrest / pulseless rhythm",
        "large myocardial infarction / ventricular tachycardia",
        "coronary occlusion / asystole / malignant arrhythmia",
    ),
    "kidneys": wordings(
        "renal failure",
        "anuria / kidney failure / ARF / uremia / kidney shutdown",
        "acute kidney injury / failing kidneys",
        "nephrotoxic injury / oliguria / azotemia",
    ),
    "belly": wordings(
        "bowel perforation",
        "peritonitis / dead bowel / ischemic gut / ruptured aorta / liver failure",
        "perforated colon / fulminant hepatitis",
        "intestinal ischemia / burst aneurysm / hepatic necrosis",
    ),
}

# Findings that say nothing about the risk, whether present or not.
HARMLESS = {
    "skin": wordings("rash", "itching / dry skin / hives / eczema", "mild acne / skin irritation", "pruritus / a wart"),
    "joints": wordings(
        "knee pain", "sore shoulder / ankle sprain / stiff joints", "hip ache", "tender elbow / wrist twinge"
    ),
    "throat": wordings(
        "sore throat", "hoarseness / runny nose / sneezing", "nasal congestion", "stuffed sinuses / tickly cough"
    ),
    "bowels": wordings("constipation", "heartburn / bloating / loose stools", "indigestion", "belching / flatulence"),
    "head": wordings(
        "mild headache", "earache / tinnitus / eye strain", "tension headache", "ear discomfort / watery vision"
    ),
    "sleep": wordings(
        "insomnia", "poor sleep / anxiety / low mood", "restless nights", "trouble sleeping / nervousness"
    ),
    "urine": wordings(
        "dysuria", "urinary frequency / nocturia", "burning urination", "overactive bladder / bladder irritation"
    ),
    "back": wordings(
        "back pain", "muscle cramps / neck stiffness / sciatica", "lumbar strain", "tight hamstrings / aching calves"
    ),
}

# Long-standing illness; grave illness raises the risk where the note says that the patient has it.
GRAVE_ILLNESS = {
    "cancer": wordings(
        "metastatic cancer",
        "lung cancer with brain mets / stage IV carcinoma / widely metastatic melanoma / relapsed acute leukemia",
        "end stage lymphoma / pancreatic cancer",
        "disseminated tumor / incurable malignancy / terminal sarcoma",
    ),
    "liver": wordings(
        "cirrhosis",
        "end stage liver disease / ESLD / liver cirrhosis with ascites / alcoholic cirrhosis",
        "decompensated liver disease / hepatic fibrosis with varices",
        "hepatic insufficiency / esophageal varices / wasted hepatic function",
    ),
    "heart": wordings(
        "end stage heart failure",
        "severe CHF with low EF / advanced cardiomyopathy / severe aortic stenosis",
        "NYHA IV cardiac failure / severe ischemic cardiomyopathy",
        "failing ventricle needing inotropes / cardiogenic cachexia",
    ),
    "lungs": wordings(
        "severe COPD on home oxygen",
        "end stage emphysema / advanced pulmonary fibrosis / oxygen dependent lung disease",
        "severe interstitial lung disease / chronic hypoxic failure",
        "terminal pneumoconiosis / progressive alveolar scarring / chronic tracheostomy",
    ),
    "kidneys": wordings(
        "ESRD on dialysis",
        "dialysis dependence / end stage renal disease / hemodialysis three times weekly",
        "stage five kidney disease / peritoneal dialysis",
        "terminal nephropathy / thrice weekly HD",
    ),
}
MILD_ILLNESS = {
    "pressure": wordings(
        "hypertension", "HTN / high blood pressure / borderline BP", "elevated BP", "controlled systolics"
    ),
    "thyroid": wordings("hypothyroidism", "underactive thyroid / goiter", "thyroid nodule", "Hashimoto / thyroiditis"),
    "stomach": wordings("GERD", "reflux / hiatal hernia / gastritis", "dyspepsia", "acid stomach / esophagitis"),
    "fat": wordings("hyperlipidemia", "high cholesterol / HLD", "dyslipidemia", "fatty lipids / hypercholesterolemia"),
    "joints": wordings("osteoarthritis", "gout / DJD / bunions", "arthritis of hands", "rheumatism / tendonitis"),
    "eyes": wordings("cataracts", "glaucoma / myopia", "dry eyes", "near sightedness / lens clouding"),
    "mood": wordings("depression", "anxiety disorder / panic attacks", "bipolar disorder", "chronic sadness / phobia"),
    "nose": wordings("hay fever", "seasonal allergies / sinusitis", "rhinitis", "pollen allergy / sinus trouble"),
}
